package org.truecost.metering;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.Dictionary;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Text;
import org.truecost.metering.publish.LedgerRecord;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.LedgerRow;
import org.truecost.tables.RejectRow;

/**
 * Meters rejected lines again, by the present configuration. A line that has another fate by now is
 * taken back where it stands, by rows that carry the lineage of what they take back, and is metered
 * as any other line: all sums are then as if it had never been rejected.
 *
 * <p>Rows come ordered by batch, file and place. Not thread-safe.
 */
public final class RejectMeter {
  /** What became of a rejected line. */
  public enum Fate {
    COUNTED,
    /** A line about lines. */
    DIRECTIVE,
    BLANK,
    /** Rejected for another reason. */
    MOVED,
    /** Rejected for the same reason. */
    AGAIN,

    // Why it cannot be read again.
    /** Beyond those that are kept line by line. */
    NOT_KEPT,
    /** Longer than what is kept of a line. */
    CUT,
    /** It held a secret where that matters. */
    REDACTED,
    /** It held bytes that are no UTF-8. */
    NOT_TEXT,
    /** Its format needs the header in force, which was not kept. */
    HEADER_NOT_KEPT,
    /** It is no line: a damaged file, or a Kafka record that is no block. */
    NO_LINE,
    /** The configuration has no such source, or does not say which one it is. */
    UNKNOWN_SOURCE,
    /** The file it is of was metered from disk since, as its source's. */
    METERED_SINCE,
    /** The ledger does not account for it. */
    NO_ACCOUNT;

    /** Whether rows change. */
    public boolean changes() {
      return ordinal() < AGAIN.ordinal();
    }

    /** Whether the line could be read again. */
    public boolean isRead() {
      return ordinal() <= AGAIN.ordinal();
    }

    /** The name used in reports. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What became of the lines of a row.
   *
   * @param fate what became of them
   * @param source id of the source they belong to by now; that of the row if nobody knows better
   * @param reason why they are rejected by now; empty if they are not, or cannot be read
   */
  public record Verdict(Fate fate, String source, String reason) {}

  /** Rejects that are not kept lines, whatever their text. */
  private static final Set<String> FAULTS =
      Set.of(
          LineOutcome.LINE_TOO_LONG.label(),
          LineOutcome.CORRUPT_COMPRESSION.label(),
          LineOutcome.COMPRESSION_BOMB.label(),
          LineOutcome.UNREADABLE_FILE.label(),
          LineOutcome.NOT_A_BLOCK.label());

  private static final char REPLACEMENT = '\uFFFD';

  private final MeteringCatalog catalog;
  private final RejectAccounts accounts;
  private final Optional<String> unknownAre;
  private final ToLongFunction<String> revisionOf;
  private final LineMeter lines;

  /** Accounts of the file at hand, with what its lines add to them. */
  private final Map<LedgerRow, Open> open = new HashMap<>();

  private static final class Open {
    final FileMeter file;
    final LedgerRow account;
    final long decodedBytes;
    String header = "";

    Open(FileMeter file, LedgerRow account, long decodedBytes) {
      this.file = file;
      this.account = account;
      this.decodedBytes = decodedBytes;
    }

    /** The header in force at a line; most lines have that of the one before. */
    void begin(String inForce) {
      if (file.source.hasDirectives && !inForce.equals(header)) {
        file.begin(inForce.getBytes(StandardCharsets.UTF_8));
        header = inForce;
      }
    }
  }

  /** A row as it is read again. */
  private record Reading(
      Verdict verdict, LineOutcome outcome, Open open, byte[] bytes, int from, int to) {
    static Reading not(Fate why, RejectRow row) {
      return new Reading(new Verdict(why, row.source(), ""), null, null, null, 0, 0);
    }
  }

  /**
   * @param catalog the present configuration
   * @param accounts where the lines stand in the ledger
   * @param unknownAre source of the lines of which no source is known and that do not say it
   * @param revisionOf live revision of a batch
   * @param lineage what is stamped on what is metered anew
   * @param keys keys of clients' pseudonyms
   * @param caps memory it may hold
   */
  public RejectMeter(
      MeteringCatalog catalog,
      RejectAccounts accounts,
      Optional<String> unknownAre,
      ToLongFunction<String> revisionOf,
      RunLineage lineage,
      ClientKeys keys,
      MeterCaps caps) {
    this.catalog = catalog;
    this.accounts = accounts;
    this.unknownAre = unknownAre;
    this.revisionOf = revisionOf;
    this.lines = new LineMeter(catalog, lineage, keys, caps);
  }

  /** What would become of a row; nothing changes. */
  public Verdict judge(RejectRow row) {
    return read(row).verdict;
  }

  /** Meters a row again. Cells are sent to {@code out} when memory asks for it. */
  public Verdict meter(RejectRow row, Consumer<EncodedCells> out) {
    Reading reading = read(row);
    if (reading.verdict.fate.changes()) {
      takeBack(row, reading.open.account);
      for (long i = 0; i < row.lines(); i++) {
        lines.settle(
            reading.outcome,
            reading.bytes,
            reading.from,
            reading.to,
            row.lineNumber(),
            row.byteOffset() + reading.from,
            reading.open.file);
      }
      accounts.take(reading.open.account, row.lines());
      if (lines.isFull()) {
        lines.flush(out);
      } else {
        lines.sendWaiting(out);
      }
    }
    return reading.verdict;
  }

  /** Sends all cells to {@code out}. */
  public void flush(Consumer<EncodedCells> out) {
    account();
    lines.flush(out);
  }

  private Reading read(RejectRow row) {
    if (row.line() == null) {
      return Reading.not(Fate.NOT_KEPT, row);
    }
    if (FAULTS.contains(row.reason())) {
      return Reading.not(Fate.NO_LINE, row);
    }
    byte[] bytes = row.line().getBytes(StandardCharsets.UTF_8);
    boolean redacted = row.line().contains(RejectedLine.GONE);
    if (row.lineBytes() > RejectedLine.KEPT_BYTES * row.lines()) {
      return Reading.not(Fate.CUT, row);
    }
    if (row.line().indexOf(REPLACEMENT) >= 0
        || (!redacted && bytes.length * row.lines() != row.lineBytes())) {
      return Reading.not(Fate.NOT_TEXT, row);
    }
    String source = source(row);
    if (!catalog.sources().containsKey(source)) {
      return Reading.not(Fate.UNKNOWN_SOURCE, row);
    }
    Optional<LedgerRow> account = accounts.of(row);
    if (account.isEmpty()) {
      return Reading.not(Fate.NO_ACCOUNT, row);
    }
    if (!source.equals(row.source()) && accounts.isMeteredFromFile(source, account.get())) {
      return Reading.not(Fate.METERED_SINCE, row);
    }
    Open target = open(source, account.get());
    if (target.file.source.hasDirectives && row.asOfMicros() == null) {
      return Reading.not(Fate.HEADER_NOT_KEPT, row);
    }
    target.begin(Objects.requireNonNullElse(row.header(), ""));
    target.file.asOfMicros =
        row.asOfMicros() == null ? account.get().asOfMicros() : row.asOfMicros();
    // What came by Kafka was judged by the time at which it came; it has no digest as stored.
    target.file.arrivalMicros =
        account.get().storedDigest().isEmpty() ? target.file.asOfMicros : Delays.UNKNOWN;
    int from = row.byteOffset() == 0 ? mark(bytes) : 0;
    int to =
        bytes.length > from && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
    LineOutcome outcome = lines.judge(bytes, from, to, target.file);
    Verdict verdict = verdict(outcome, source, row);
    boolean certain =
        !redacted
            || verdict.fate == Fate.AGAIN
            || (verdict.fate == Fate.COUNTED && lines.readsWithout(RejectedLine.GONE));
    return certain
        ? new Reading(verdict, outcome, target, bytes, from, to)
        : Reading.not(Fate.REDACTED, row);
  }

  private String source(RejectRow row) {
    if (!row.source().equals(KafkaMeter.UNKNOWN)
        || catalog.sources().containsKey(KafkaMeter.UNKNOWN)) {
      return row.source();
    }
    return row.declaredSource() == null ? unknownAre.orElse(row.source()) : row.declaredSource();
  }

  private static Verdict verdict(LineOutcome outcome, String source, RejectRow row) {
    return switch (outcome) {
      case REQUEST -> new Verdict(Fate.COUNTED, source, "");
      case DIRECTIVE -> new Verdict(Fate.DIRECTIVE, source, "");
      case BLANK -> new Verdict(Fate.BLANK, source, "");
      default ->
          new Verdict(
              outcome.label().equals(row.reason()) ? Fate.AGAIN : Fate.MOVED,
              source,
              outcome.label());
    };
  }

  /** The length of a byte order mark. */
  private static int mark(byte[] bytes) {
    boolean marked =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }

  private Open open(String source, LedgerRow account) {
    Open known = open.get(account);
    if (known != null && known.file.planned.source().equals(source)) {
      return known;
    }
    boolean otherFile =
        open.keySet().stream()
            .anyMatch(
                other ->
                    !other.file().equals(account.file())
                        || !other.lineage().batchId().equals(account.lineage().batchId()));
    if (known != null || otherFile) {
      account();
    }
    boolean same = source.equals(account.source());
    Optional<CoveredFile> file = accounts.fileOf(account);
    String batch = same ? account.lineage().batchId() : source + "/" + date(account);
    PlannedFile planned =
        new PlannedFile(
            "",
            account.file(),
            source,
            PlannedFile.Fate.COUNTED,
            batch,
            same ? account.lineage().revision() : revisionOf.applyAsLong(batch),
            0,
            0,
            account.storedDigest(),
            file.map(CoveredFile::firstLineDigest).orElse(""),
            account.asOfMicros());
    Open made =
        new Open(
            lines.openKeepingAll(planned), account, file.map(CoveredFile::decodedBytes).orElse(0L));
    open.put(account, made);
    return made;
  }

  /** Adds what the lines of the open files add to the ledger. */
  private void account() {
    for (Open each : open.values()) {
      if (each.file.physicalLines > 0) {
        each.file.asOfMicros = each.account.asOfMicros();
        each.file.account(each.account.decodedDigest(), each.decodedBytes, "");
      }
    }
    open.clear();
  }

  private void takeBack(RejectRow row, LedgerRow account) {
    Cells cells = lines.cells();
    Dictionary texts = cells.dictionary();
    int day = Math.toIntExact(LocalDate.parse(date(account)).toEpochDay());

    int batch = texts.intern(BatchRecord.of(row.source(), row.registry(), row.lineage()));
    int who = texts.intern(Text.join(row.file(), row.reason()));
    int what =
        texts.intern(
            Text.join(
                Long.toString(row.lineNumber()), Long.toString(row.byteOffset()), row.line()));
    int context =
        row.asOfMicros() == null
            ? 0
            : texts.intern(
                RejectContext.of(
                    row.asOfMicros(),
                    Objects.requireNonNullElse(row.header(), ""),
                    Objects.requireNonNullElse(row.declaredSource(), "")));
    CellTable rejects = cells.table(CellKind.REJECTS);
    int at = rejects.find(Cells.k0(day, batch), Cells.k1(0, context), Cells.k2(who, what));
    rejects.words()[at] -= row.lines();
    rejects.words()[at + 1] -= row.lineBytes();

    int of = texts.intern(BatchRecord.of(account.source(), account.registry(), account.lineage()));
    CellTable ledger = cells.table(CellKind.LEDGER);
    at = ledger.find(Cells.k0(day, of), 0, Cells.k2(0, texts.intern(LedgerRecord.of(account))));
    long[] delta = new long[CellKind.LEDGER.valueWords()];
    delta[0] = -row.lines();
    delta[5] = -row.lines();
    CellKind.LEDGER.merge(ledger.words(), at, delta, 0);
  }

  private static String date(LedgerRow account) {
    String batch = account.lineage().batchId();
    return batch.substring(batch.lastIndexOf('/') + 1);
  }
}
