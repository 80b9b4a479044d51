package org.truecost.metering.publish;

import org.truecost.metering.cells.Text;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.LedgerRow;

/** The identity of a metered file as a dictionary entry: the texts at these places. */
public final class LedgerRecord {
  static final int FILE = 0;
  static final int DECODED_DIGEST = 1;
  static final int STORED_DIGEST = 2;
  static final int AS_OF = 3;
  static final int FATE = 4;
  static final int DECODED_BYTES = 5;
  static final int FIRST_LINE_DIGEST = 6;
  static final int LINES = 7;
  static final int UNFINISHED_BYTES = 8;
  static final int BEGINNINGS = 9;

  /** In place of a fate: lines that were compared with others, which make no file covered. */
  private static final String COMPARED_LINES = "compared_lines";

  private LedgerRecord() {}

  /** The dictionary entry under which lines of a file are that were compared with others. */
  public static byte[] ofComparedLines(String file, String storedDigest, long asOf) {
    return Text.join(
        file, "", storedDigest, Long.toString(asOf), COMPARED_LINES, "0", "", "0", "0", "");
  }

  static boolean isFile(String fate) {
    return !fate.equals(COMPARED_LINES);
  }

  /** The dictionary entry of an account that is there already, without what only coverage knows. */
  public static byte[] of(LedgerRow account) {
    return of(
        new CoveredFile(
            account.source(),
            account.file(),
            account.lineage().batchId(),
            account.lineage().revision(),
            "",
            account.decodedDigest(),
            0,
            0,
            account.storedDigest(),
            "",
            "",
            0,
            account.asOfMicros()));
  }

  /** The dictionary entry of {@code file}; its batch stands in the cell's batch. */
  public static byte[] of(CoveredFile file) {
    return Text.join(
        file.file(),
        file.decodedDigest(),
        file.storedDigest(),
        Long.toString(file.asOf()),
        file.fate(),
        Long.toString(file.decodedBytes()),
        file.firstLineDigest(),
        Long.toString(file.lines()),
        Long.toString(file.unfinishedBytes()),
        file.beginnings());
  }
}
