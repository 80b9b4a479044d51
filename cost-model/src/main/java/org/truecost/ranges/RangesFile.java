package org.truecost.ranges;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.truecost.config.Problems;
import org.truecost.organization.Cidr;

/** Collects what a format finds in a file, and what is wrong with it. */
final class RangesFile {
  private final Path file;
  private final Problems problems;
  private final List<PublishedRange> ranges = new ArrayList<>();
  private LocalDate published;

  RangesFile(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** A block at {@code place} of the file. */
  void add(String place, String cidr, String service) {
    try {
      ranges.add(new PublishedRange(Cidr.parse(cidr.strip()), service));
    } catch (IllegalArgumentException e) {
      problem(place, e.getMessage());
    }
  }

  void problem(String place, String message) {
    problems.add(file, place, message);
  }

  /**
   * The file was made at this time.
   *
   * @param text begins with a date, {@code 2026-11-20} or {@code 2026-11-20-21-03-15}; one that
   *     does not is as good as none
   */
  void publishedOn(String text) {
    try {
      published = LocalDate.parse(text.length() < 10 ? text : text.substring(0, 10));
    } catch (DateTimeParseException e) {
      published = null;
    }
  }

  /** The file was made at this second since 1970. */
  void publishedAt(long epochSecond) {
    published = Instant.ofEpochSecond(epochSecond).atZone(ZoneOffset.UTC).toLocalDate();
  }

  PublishedRanges toRanges(String format) {
    return new PublishedRanges(format, Optional.ofNullable(published), ranges);
  }
}
