package org.truecost.metering.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.truecost.metering.PlannedFile;

/**
 * What a replay will do.
 *
 * @param files to be read, whatever becomes of their lines
 * @param restated batches that are restated, to their new revision
 * @param known files that were metered before under the same name: nothing is left to do
 * @param undecided files that may be an older, shorter copy of a metered one that is not among the
 *     inputs, with the reason: not metered, lest their lines count twice
 * @param unmatched files that no source claims
 * @param unreadable files and directories that cannot be read, with the reason
 */
public record ReplayPlan(
    List<PlannedFile> files,
    Map<String, Long> restated,
    List<String> known,
    Map<String, String> undecided,
    List<String> unmatched,
    Map<String, String> unreadable) {
  public ReplayPlan {
    files = List.copyOf(files);
    restated = new TreeMap<>(restated);
    known = List.copyOf(known);
    undecided = new TreeMap<>(undecided);
    unmatched = List.copyOf(unmatched);
    unreadable = new TreeMap<>(unreadable);
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
    return new ReplayPlan(left, restated, known, undecided, unmatched, reasons);
  }

  /** Whether some input was not metered for want of a source, of permission or of knowledge. */
  public boolean isPartial() {
    return !undecided.isEmpty() || !unmatched.isEmpty() || !unreadable.isEmpty();
  }
}
