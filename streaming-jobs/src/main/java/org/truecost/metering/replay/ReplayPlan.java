package org.truecost.metering.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.truecost.metering.PlannedFile;

/**
 * What a replay will do.
 *
 * @param files to be read, whatever becomes of their lines
 * @param restated batches that are restated, to their new revision
 * @param known files that were metered before under the same name: nothing is left to do
 * @param knownBatches batches of the known files
 * @param undecided files that may be an older, shorter copy of a metered one that is not among the
 *     inputs, with the reason: not metered, lest their lines count twice
 * @param unmatched files that no source claims
 * @param unreadable files and directories that cannot be read, with the reason
 * @param renewed files whose name was metered before with other content, by name
 */
public record ReplayPlan(
    List<PlannedFile> files,
    Map<String, Long> restated,
    List<String> known,
    Set<String> knownBatches,
    Map<String, String> undecided,
    List<String> unmatched,
    Map<String, String> unreadable,
    List<RenewedFile> renewed) {

  /**
   * A file that has the source and the name of a metered one, but does not continue it.
   *
   * @param file its name in the ledger
   * @param source id of its source
   * @param batchId batch of the earlier content
   * @param lines physical lines of the earlier content
   * @param what what becomes of the earlier content
   */
  public record RenewedFile(String file, String source, String batchId, long lines, Earlier what) {}

  /** What the earlier content of a renewed file is. */
  public enum Earlier {
    /** Of the same batch: most likely it was replaced, and both contents now count. */
    REPLACED,
    /** Of another batch: most likely it was rotated away, and both count as they should. */
    ROTATED,
    /** Of a batch that is restated: it no longer counts. */
    DROPPED;

    /** The name used in reports. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ReplayPlan {
    files = List.copyOf(files);
    restated = new TreeMap<>(restated);
    known = List.copyOf(known);
    knownBatches = Set.copyOf(knownBatches);
    undecided = new TreeMap<>(undecided);
    unmatched = List.copyOf(unmatched);
    unreadable = new TreeMap<>(unreadable);
    renewed = List.copyOf(renewed);
  }

  /** The plan with {@code vanished} files listed as unreadable. */
  ReplayPlan without(List<PlannedFile> vanished) {
    if (vanished.isEmpty()) {
      return this;
    }
    List<PlannedFile> left = new ArrayList<>(files);
    Map<String, String> reasons = new TreeMap<>(unreadable);
    for (PlannedFile file : vanished) {
      left.remove(file);
      reasons.put(file.file(), ReplayPlanner.VANISHED);
    }
    Set<String> gone = vanished.stream().map(PlannedFile::file).collect(Collectors.toSet());
    return new ReplayPlan(
        left,
        restated,
        known,
        knownBatches,
        undecided,
        unmatched,
        reasons,
        renewed.stream().filter(file -> !gone.contains(file.file())).toList());
  }

  /**
   * Whether somebody should look: some input was not metered for want of a source, of its format,
   * of permission or of knowledge, or a file was metered beside the content that it seems to
   * replace.
   */
  public boolean isPartial() {
    return !undecided.isEmpty()
        || !unmatched.isEmpty()
        || !unreadable.isEmpty()
        || files.stream().anyMatch(file -> file.fate() == PlannedFile.Fate.SET_ASIDE)
        || renewed.stream().anyMatch(file -> file.what() == Earlier.REPLACED);
  }
}
