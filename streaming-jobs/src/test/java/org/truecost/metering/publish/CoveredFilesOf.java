package org.truecost.metering.publish;

import java.util.List;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.tables.CoveredFile;

/** Lets tests of other packages read what ledger cells cover. */
public final class CoveredFilesOf {
  private CoveredFilesOf() {}

  public static List<CoveredFile> ledger(EncodedCells cells) {
    return CoveredFiles.of(new CellReader(cells));
  }
}
