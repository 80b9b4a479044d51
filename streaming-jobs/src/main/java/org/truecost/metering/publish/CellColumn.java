package org.truecost.metering.publish;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.truecost.metering.BatchRecord.Field;
import org.truecost.metering.RejectContext;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.LedgerWords;
import org.truecost.tables.ArrivalDelays;

/**
 * Where a column of a table comes from in a cell.
 *
 * @param from which part of the cell
 * @param index which text or word of it
 */
record CellColumn(From from, int index) {

  /** Parts of a cell. */
  enum From {
    /** The month of its time. */
    MONTH,
    /** A text of its batch. */
    BATCH,
    /** A number of its batch. */
    BATCH_NUMBER,
    /** The sample weight of its batch, as billionths. */
    BATCH_WEIGHT,
    REGION,
    /** A text of a reject's context, null if it is empty or there is none. */
    CONTEXT,
    /** A number of a reject's context, null if there is none. */
    CONTEXT_NUMBER,
    /** When its time begins, in microseconds. */
    TIME,
    /** Its time, which is an epoch day. */
    DAY,
    REQUEST_KIND,
    CACHE_STATUS,
    STATUS_CLASS,
    /** A text of who. */
    WHO,
    /** A text of what, null if there is none. */
    WHAT,
    /** A number of what, null if there is none. */
    WHAT_NUMBER,
    /** A word of its values. */
    WORD,
    /** A word of its values, where 0 means null. */
    WORD_OR_NULL,
    /** Two words of its values, the lower first. */
    TWO_WORDS,
    /** All words of its values: a sketch. */
    SKETCH
  }

  private static final Map<CellKind, List<CellColumn>> OF_KIND = ofKind();

  /** The columns of the kind's table, in its order. */
  static List<CellColumn> of(CellKind kind) {
    return OF_KIND.get(kind);
  }

  private static Map<CellKind, List<CellColumn>> ofKind() {
    Map<CellKind, List<CellColumn>> columns = new EnumMap<>(CellKind.class);
    columns.put(
        CellKind.USAGE,
        new Builder()
            .add(From.TIME)
            .source()
            .all(From.WHO, 8)
            .add(From.REQUEST_KIND)
            .add(From.CACHE_STATUS)
            .add(From.STATUS_CLASS)
            .add(From.BATCH_WEIGHT, Field.SAMPLE_WEIGHT.ordinal())
            .add(From.WORD, 0)
            .add(From.WORD, 1)
            .add(From.TWO_WORDS, 2)
            .add(From.WORD, 4)
            .add(From.WORD, 5)
            .add(From.WORD, 6)
            .columns);
    columns.put(
        CellKind.DOWNLOADS,
        new Builder()
            .add(From.DAY)
            .add(From.BATCH, Field.SOURCE.ordinal())
            .all(From.WHO, 2)
            .add(From.REQUEST_KIND)
            .all(From.WHAT, 5)
            .all(From.WORD, 5)
            .columns);
    columns.put(
        CellKind.BANDWIDTH,
        new Builder().add(From.TIME).source().all(From.WHO, 2).all(From.WORD, 2).columns);
    columns.put(
        CellKind.CLIENTS,
        new Builder()
            .add(From.DAY)
            .add(From.BATCH, Field.SOURCE.ordinal())
            .all(From.WHO, 2)
            .add(From.REGION)
            .all(From.WHAT, 1)
            .add(From.SKETCH)
            .columns);
    columns.put(
        CellKind.LEDGER,
        new Builder()
            .add(From.BATCH, Field.SOURCE.ordinal())
            .add(From.WHAT, LedgerRecord.FILE)
            .add(From.WHAT, LedgerRecord.DECODED_DIGEST)
            .add(From.WHAT, LedgerRecord.STORED_DIGEST)
            .add(From.WHAT_NUMBER, LedgerRecord.AS_OF)
            .all(From.WORD, 8)
            .add(From.WORD_OR_NULL, 8)
            .add(From.WORD_OR_NULL, 9)
            .words(10, ArrivalDelays.counts().size())
            .add(From.WORD_OR_NULL, 10 + ArrivalDelays.counts().size())
            .words(LedgerWords.UNCHECKED, 3)
            .columns);
    columns.put(
        CellKind.REJECTS,
        new Builder()
            .add(From.BATCH, Field.SOURCE.ordinal())
            .all(From.WHO, 2)
            .add(From.WHAT_NUMBER, 0)
            .add(From.WHAT_NUMBER, 1)
            .add(From.WHAT, 2)
            .all(From.WORD, 2)
            .add(From.CONTEXT_NUMBER, RejectContext.AS_OF)
            .add(From.CONTEXT, RejectContext.HEADER)
            .add(From.CONTEXT, RejectContext.DECLARED_SOURCE)
            .columns);
    columns.forEach(
        (kind, list) -> {
          if (list.size() != kind.table().columns().size()) {
            throw new IllegalStateException("Columns of " + kind + " do not fit its table");
          }
        });
    return columns;
  }

  private static final class Builder {
    private final List<CellColumn> columns = new ArrayList<>();

    Builder() {
      add(From.BATCH, Field.REGISTRY.ordinal());
      add(From.MONTH);
      add(From.BATCH, Field.BATCH_ID.ordinal());
      add(From.BATCH_NUMBER, Field.REVISION.ordinal());
      add(From.BATCH, Field.DEFINITION_VERSION.ordinal());
      add(From.BATCH, Field.CATALOG_DIGEST.ordinal());
      add(From.BATCH, Field.RUN_ID.ordinal());
    }

    Builder add(From from) {
      return add(from, 0);
    }

    Builder add(From from, int index) {
      columns.add(new CellColumn(from, index));
      return this;
    }

    Builder all(From from, int count) {
      for (int i = 0; i < count; i++) {
        add(from, i);
      }
      return this;
    }

    Builder words(int first, int count) {
      for (int i = 0; i < count; i++) {
        add(From.WORD, first + i);
      }
      return this;
    }

    Builder source() {
      add(From.BATCH, Field.SOURCE.ordinal());
      add(From.BATCH, Field.PROVIDER.ordinal());
      add(From.BATCH, Field.BILLING_ACCOUNT.ordinal());
      return add(From.REGION);
    }
  }
}
