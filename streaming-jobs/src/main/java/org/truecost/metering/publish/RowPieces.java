package org.truecost.metering.publish;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.truecost.metering.BatchRecord;
import org.truecost.metering.CellTime;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.Dictionary;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Text;

/** Totals as pieces for the tables' writer: each of one table, registry and month, by time. */
public final class RowPieces {
  private RowPieces() {}

  /** Sends all of {@code totals}, which keep them. */
  public static void send(Cells totals, Consumer<EncodedCells> out) {
    for (CellKind kind : CellKind.all()) {
      Partitioning partitioning = new Partitioning(kind, totals);
      for (Cells.Partition partition : totals.partitions(kind, partitioning)) {
        totals.send(kind, 0, partition.places(), 0, partition.places().length, out);
      }
    }
  }

  /** Files hold one registry and one month. */
  private static final class Partitioning implements Cells.PartitionOf {
    private final CellKind kind;
    private final Cells cells;
    private final Map<Integer, String> registryOfBatch = new HashMap<>();
    private final Map<Integer, String> monthOfDay = new HashMap<>();

    /** (batch, day) to the number of its partition. */
    private final CellTable known = new CellTable(1);

    Partitioning(CellKind kind, Cells cells) {
      this.kind = kind;
      this.cells = cells;
    }

    @Override
    public int number(int time, int batch, Dictionary names) {
      int day = (int) Math.floorDiv(CellTime.startMicros(kind, time), CellTime.MICROS_PER_DAY);
      int place = known.find(Cells.k0(day, batch), 0, 0);
      long number = known.words()[place];
      if (number == 0) {
        String registry = registryOfBatch.computeIfAbsent(batch, this::registry);
        String month = monthOfDay.computeIfAbsent(day, any -> CellTime.month(kind, time));
        number = names.intern(Text.join(registry, month));
        known.words()[place] = number;
      }
      return (int) number;
    }

    private String registry(int batch) {
      byte[] record = cells.dictionary().get(batch);
      return new String(
          Text.split(record, 0, record.length).get(BatchRecord.Field.REGISTRY.ordinal()),
          StandardCharsets.UTF_8);
    }
  }
}
