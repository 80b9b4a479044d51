package org.truecost.metering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.LedgerRow;
import org.truecost.tables.RejectRow;

/**
 * The accounts that rejected lines stand in: which row of the ledger has counted a line as
 * rejected. A file has several if it came in portions.
 */
public final class RejectAccounts {
  private record File(String source, String file, String batchId, long revision) {}

  /** A digest with what it is of, since names and digests may be anything. */
  private record Known(String source, String digest) {}

  private record Portion(String source, String file, String digest, long asOfMicros) {}

  private static final class Account {
    final LedgerRow row;
    long left;

    Account(LedgerRow row) {
      this.row = row;
      this.left = row.rejected();
    }
  }

  private final Map<File, List<Account>> accounts = new HashMap<>();
  private final Map<LedgerRow, Account> byRow = new HashMap<>();
  private final Map<Portion, CoveredFile> portions = new HashMap<>();
  private final Set<Known> meteredFromFiles = new HashSet<>();

  /**
   * @param ledger accounts with rejected lines
   * @param covered the files that live rows cover
   */
  public RejectAccounts(List<LedgerRow> ledger, List<CoveredFile> covered) {
    for (LedgerRow row : ledger) {
      Account account = new Account(row);
      byRow.put(row, account);
      accounts
          .computeIfAbsent(
              new File(row.source(), row.file(), row.lineage().batchId(), row.lineage().revision()),
              none -> new ArrayList<>())
          .add(account);
    }
    for (CoveredFile file : covered) {
      portions.put(
          new Portion(file.source(), file.file(), file.decodedDigest(), file.asOf()), file);
      // What comes by Kafka says nothing of the bytes on disk in its account.
      if (!file.storedDigest().isEmpty() && file.fate().equals(PlannedFile.Fate.COUNTED.label())) {
        meteredFromFiles.add(new Known(file.source(), file.firstLineDigest()));
      }
    }
  }

  /** The account that has counted {@code row} as rejected, if there is one. */
  Optional<LedgerRow> of(RejectRow row) {
    File file =
        new File(row.source(), row.file(), row.lineage().batchId(), row.lineage().revision());
    return accounts.getOrDefault(file, List.of()).stream()
        .filter(account -> account.left >= row.lines())
        .min(
            Comparator.comparing((Account account) -> !isOfTheSameRun(account.row, row))
                .thenComparing(account -> distance(account.row, row)))
        .map(account -> account.row);
  }

  private static boolean isOfTheSameRun(LedgerRow account, RejectRow row) {
    return account.lineage().runId().equals(row.lineage().runId())
        && account.lineage().catalogDigest().equals(row.lineage().catalogDigest());
  }

  /**
   * An account is as of its latest line: the first one that is not before the line is its own. Of a
   * line that does not say when it was judged, the latest is taken.
   */
  private static long distance(LedgerRow account, RejectRow row) {
    if (row.asOfMicros() == null) {
      return -account.asOfMicros();
    }
    long later = account.asOfMicros() - row.asOfMicros();
    return later >= 0 ? later : Long.MAX_VALUE / 2 - later;
  }

  /** Lines of an account are no longer rejected. */
  void take(LedgerRow account, long lines) {
    byRow.get(account).left -= lines;
  }

  /** What is known of the file of an account. */
  Optional<CoveredFile> fileOf(LedgerRow account) {
    return Optional.ofNullable(
        portions.get(
            new Portion(
                account.source(), account.file(), account.decodedDigest(), account.asOfMicros())));
  }

  /** Whether a file that begins with the same line was metered from disk as {@code source}'s. */
  boolean isMeteredFromFile(String source, LedgerRow account) {
    return fileOf(account)
        .filter(file -> !file.firstLineDigest().isEmpty())
        .map(file -> meteredFromFiles.contains(new Known(source, file.firstLineDigest())))
        .orElse(false);
  }
}
