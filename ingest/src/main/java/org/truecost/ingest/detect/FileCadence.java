package org.truecost.ingest.detect;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often files arrive, by the dates in their names. */
final class FileCadence {
  private static final Pattern DATE =
      Pattern.compile(
          "(20\\d\\d)(?:\\D{1,3})?([01]\\d)(?:\\D{1,3})?([0-3]\\d)(?:\\D{0,3}([0-2]\\d))?");

  private FileCadence() {}

  /** An hour or a day, if that is the usual distance between files; empty if names do not say. */
  static Optional<Duration> of(List<Path> files) {
    TreeSet<Long> hours = new TreeSet<>();
    boolean withHour = true;
    for (Path file : files) {
      Matcher matcher = DATE.matcher(LogTree.name(file));
      if (!matcher.find()) {
        continue;
      }
      withHour &= matcher.group(4) != null;
      try {
        LocalDateTime time =
            LocalDateTime.of(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4)),
                0);
        hours.add(time.toEpochSecond(ZoneOffset.UTC) / 3600);
      } catch (DateTimeException e) {
        // Digits that are no date say nothing about cadence.
        withHour = false;
      }
    }
    if (hours.size() < 3) {
      return Optional.empty();
    }
    List<Long> gaps = new ArrayList<>();
    Long before = null;
    for (Long hour : hours) {
      if (before != null) {
        gaps.add(hour - before);
      }
      before = hour;
    }
    Collections.sort(gaps);
    long usual = gaps.get(gaps.size() / 2);
    if (usual == 1 && withHour) {
      return Optional.of(Duration.ofHours(1));
    }
    return usual == 24 ? Optional.of(Duration.ofDays(1)) : Optional.empty();
  }
}
