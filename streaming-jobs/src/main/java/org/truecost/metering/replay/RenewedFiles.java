package org.truecost.metering.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.truecost.metering.PlannedFile;
import org.truecost.metering.PlannedFile.Fate;
import org.truecost.metering.replay.ReplayPlan.Earlier;
import org.truecost.metering.replay.ReplayPlan.RenewedFile;
import org.truecost.tables.CoveredFile;

/**
 * Finds files that carry a metered name and other content. Content decides what is metered, so both
 * contents count; only a person knows whether the new one was meant to replace the earlier.
 *
 * <p>It is no news if the earlier content is still among the inputs under another name: then the
 * logs were rotated. Only what was metered last under the name is compared, since of what was
 * rotated long ago nothing may be left.
 */
final class RenewedFiles {
  private final Map<String, List<CoveredFile>> byName = new HashMap<>();
  private final Contents contents;
  private final List<RenewedFile> found = new ArrayList<>();

  /**
   * @param before files that were metered before and are not restated
   * @param contents of all inputs
   */
  RenewedFiles(List<CoveredFile> before, Contents contents) {
    this.contents = contents;
    for (CoveredFile file : before) {
      if (file.fate().equals(Fate.COUNTED.label()) && file.lines() > 0) {
        byName
            .computeIfAbsent(name(file.source(), file.file()), key -> new ArrayList<>())
            .add(file);
      }
    }
  }

  /** Looks at a file that is about to be metered. */
  void look(PlannedFile file, Optional<Decoded> decoded) {
    List<CoveredFile> sameName = byName.getOrDefault(name(file.source(), file.file()), List.of());
    boolean continued = decoded.isPresent() && sameName.stream().anyMatch(decoded.get()::holds);
    long last = sameName.stream().mapToLong(CoveredFile::asOf).max().orElse(0);
    List<CoveredFile> latest = sameName.stream().filter(old -> old.asOf() == last).toList();
    if (continued || latest.stream().anyMatch(contents::hold)) {
      return;
    }
    latest.stream()
        .max(
            Comparator.comparing((CoveredFile old) -> old.batchId().equals(file.batchId()))
                .thenComparing(CoveredFile::lines))
        .ifPresent(
            old ->
                found.add(
                    renewed(
                        old,
                        old.batchId().equals(file.batchId())
                            ? Earlier.REPLACED
                            : Earlier.ROTATED)));
  }

  /** What was found so far. */
  List<RenewedFile> found() {
    return found;
  }

  /**
   * What of the {@code absent} content forced files replace: that of their names, if it is one
   * content. Of several, as rotation leaves them, most were not meant.
   */
  static List<RenewedFile> dropped(List<CoveredFile> absent, List<Looked> forced) {
    List<RenewedFile> dropped = new ArrayList<>();
    for (Looked file : forced) {
      List<CoveredFile> own =
          absent.stream()
              .filter(old -> old.source().equals(file.sourceId()))
              .filter(old -> old.file().equals(file.file()))
              .toList();
      // What grew was metered in parts; they begin alike.
      if (own.stream().map(CoveredFile::firstLineDigest).distinct().count() == 1) {
        own.stream()
            .max(Comparator.comparingLong(CoveredFile::lines))
            .ifPresent(old -> dropped.add(renewed(old, Earlier.DROPPED)));
      }
    }
    return dropped;
  }

  private static RenewedFile renewed(CoveredFile old, Earlier what) {
    return new RenewedFile(old.file(), old.source(), old.batchId(), old.lines(), what);
  }

  private static String name(String source, String file) {
    return source + "/" + file;
  }
}
