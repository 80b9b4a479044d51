package org.truecost.metering.publish;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.truecost.metering.BatchRecord;
import org.truecost.tables.CoveredFile;

/** The files that ledger cells speak of. */
final class CoveredFiles {
  private CoveredFiles() {}

  static List<CoveredFile> of(CellRows rows) {
    List<CoveredFile> files = new ArrayList<>();
    rows.forEachCell(
        (batch, what) ->
            files.add(
                new CoveredFile(
                    text(batch[BatchRecord.Field.SOURCE.ordinal()]),
                    text(what[LedgerRecord.FILE]),
                    text(batch[BatchRecord.Field.BATCH_ID.ordinal()]),
                    number(batch[BatchRecord.Field.REVISION.ordinal()]),
                    text(what[LedgerRecord.FATE]),
                    text(what[LedgerRecord.DECODED_DIGEST]),
                    number(what[LedgerRecord.DECODED_BYTES]),
                    text(what[LedgerRecord.STORED_DIGEST]),
                    text(what[LedgerRecord.FIRST_LINE_DIGEST]),
                    number(what[LedgerRecord.LINES]),
                    number(what[LedgerRecord.AS_OF]))));
    return files;
  }

  private static String text(Binary binary) {
    return binary.toStringUsingUTF8();
  }

  private static long number(Binary binary) {
    return Long.parseLong(binary.toStringUsingUTF8());
  }
}
