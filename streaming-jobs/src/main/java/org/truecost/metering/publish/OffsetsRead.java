package org.truecost.metering.publish;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Text;
import org.truecost.tables.CoveredOffsets;

/** Offsets on their way from the meters to the commit, with the cells of their records. */
public final class OffsetsRead {
  private OffsetsRead() {}

  /** Ranges of one partition, for the totals that keep its bucket. */
  public static EncodedCells encode(CoveredOffsets range) {
    EncodedCells encoded = encode(List.of(range));
    encoded.bucket = Math.floorMod(range.partition().hashCode(), Cells.BUCKETS);
    return encoded;
  }

  /** Ranges of any partitions. */
  public static EncodedCells encode(List<CoveredOffsets> ranges) {
    List<String> texts = new ArrayList<>();
    for (CoveredOffsets range : ranges) {
      texts.add(range.partition());
      texts.add(Long.toString(range.from()));
      texts.add(Long.toString(range.to()));
    }
    EncodedCells encoded = new EncodedCells();
    encoded.kind = EncodedCells.OFFSETS;
    encoded.cells = Text.join(texts.toArray(new String[0]));
    return encoded;
  }

  /** What was encoded. */
  public static List<CoveredOffsets> decode(EncodedCells encoded) {
    List<byte[]> texts = Text.split(encoded.cells, 0, encoded.cells.length);
    List<CoveredOffsets> ranges = new ArrayList<>();
    for (int i = 0; i < texts.size(); i += 3) {
      ranges.add(
          new CoveredOffsets(
              text(texts.get(i)),
              Long.parseLong(text(texts.get(i + 1))),
              Long.parseLong(text(texts.get(i + 2)))));
    }
    return ranges;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
