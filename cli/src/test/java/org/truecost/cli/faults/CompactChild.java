package org.truecost.cli.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.truecost.reports.Compaction;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.Expiry;
import org.truecost.tables.Lease;

/** Compacts a data directory in a process of its own. */
final class CompactChild {
  private CompactChild() {}

  /** The data directory. */
  public static void main(String[] arguments) throws IOException, SQLException {
    System.out.println("planned");
    compact(Path.of(arguments[0]), Expiry.DEFAULT_KEEP);
  }

  static Child start(Path data) throws IOException {
    return Child.start(CompactChild.class, data.toString());
  }

  /** Compacts in this process. */
  static Compaction.Compacted compact(Path data, int keep) throws IOException, SQLException {
    DataDirectory directory = DataDirectory.open(data);
    try (Lease lease = Lease.ofMaintenance(directory, "compact")) {
      return Compaction.run(directory, lease, keep);
    }
  }
}
