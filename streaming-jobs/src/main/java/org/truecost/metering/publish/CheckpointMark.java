package org.truecost.metering.publish;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Text;

/**
 * Sent behind the cells of a checkpoint by each subtask of the totals, so that the committer knows
 * which checkpoint it commits, and whether all tables are whole then.
 *
 * @param checkpoint its number; at the end of the input, one more than the last the subtask saw
 * @param ends whether the input has ended
 * @param publishes whether the subtask let go of all its totals
 * @param of how many subtasks send one
 */
public record CheckpointMark(long checkpoint, boolean ends, boolean publishes, int of) {

  /** As the sink receives it. */
  public EncodedCells encode() {
    EncodedCells encoded = new EncodedCells();
    encoded.kind = EncodedCells.MARK;
    encoded.cells =
        Text.join(
            Long.toString(checkpoint),
            Boolean.toString(ends),
            Boolean.toString(publishes),
            Integer.toString(of));
    return encoded;
  }

  static CheckpointMark decode(EncodedCells encoded) {
    List<byte[]> texts = Text.split(encoded.cells, 0, encoded.cells.length);
    return new CheckpointMark(
        Long.parseLong(text(texts, 0)),
        Boolean.parseBoolean(text(texts, 1)),
        Boolean.parseBoolean(text(texts, 2)),
        Integer.parseInt(text(texts, 3)));
  }

  private static String text(List<byte[]> texts, int index) {
    return new String(texts.get(index), StandardCharsets.UTF_8);
  }
}
