package org.truecost.metering.publish;

import java.util.ArrayList;
import java.util.List;
import org.truecost.metering.BatchRecord.Field;
import org.truecost.tables.CoveredFile;

/** The files that ledger cells speak of. */
final class CoveredFiles {
  private CoveredFiles() {}

  static List<CoveredFile> of(CellReader ledger) {
    List<CoveredFile> files = new ArrayList<>();
    for (int i = 0; i < ledger.size(); i++) {
      int batch = ledger.batch(i);
      int what = ledger.what(i);
      if (!LedgerRecord.isFile(ledger.text(what, LedgerRecord.FATE))) {
        continue;
      }
      files.add(
          new CoveredFile(
              ledger.text(batch, Field.SOURCE.ordinal()),
              ledger.text(what, LedgerRecord.FILE),
              ledger.text(batch, Field.BATCH_ID.ordinal()),
              ledger.number(batch, Field.REVISION.ordinal()),
              ledger.text(what, LedgerRecord.FATE),
              ledger.text(what, LedgerRecord.DECODED_DIGEST),
              ledger.number(what, LedgerRecord.DECODED_BYTES),
              ledger.number(what, LedgerRecord.UNFINISHED_BYTES),
              ledger.text(what, LedgerRecord.STORED_DIGEST),
              ledger.text(what, LedgerRecord.FIRST_LINE_DIGEST),
              ledger.text(what, LedgerRecord.BEGINNINGS),
              ledger.number(what, LedgerRecord.LINES),
              ledger.number(what, LedgerRecord.AS_OF)));
    }
    return files;
  }
}
