package org.truecost.metering.publish;

import java.util.List;
import java.util.Optional;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.DataFile;

/**
 * What one writer asks the commit to make visible.
 *
 * @param file a closed data file, or null
 * @param covered log files whose ledger rows were written, may be empty
 */
public record Published(DataFile file, List<CoveredFile> covered) {
  public Published {
    covered = List.copyOf(covered);
  }

  Optional<DataFile> dataFile() {
    return Optional.ofNullable(file);
  }
}
