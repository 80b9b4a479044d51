package org.truecost.metering.job;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;

/** Which pieces of state belong to which of Flink's key groups, so that a job may be rescaled. */
final class KeyGroups {
  private KeyGroups() {}

  /**
   * Sorts pieces by the key group of their bucket.
   *
   * @param sender sends all pieces to whom it is given
   */
  static SortedMap<Integer, List<EncodedCells>> of(Consumer<Consumer<EncodedCells>> sender) {
    SortedMap<Integer, List<EncodedCells>> groups = new TreeMap<>();
    sender.accept(
        piece ->
            groups
                .computeIfAbsent(
                    KeyGroupRangeAssignment.assignToKeyGroup(piece.bucket, Cells.BUCKETS),
                    group -> new ArrayList<>())
                .add(piece));
    return groups;
  }
}
