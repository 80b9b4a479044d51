package org.truecost.reports;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.truecost.completeness.Completeness;
import org.truecost.completeness.DayState;
import org.truecost.completeness.DayVerdict;
import org.truecost.completeness.ExpectedFiles;
import org.truecost.completeness.SourceDay;
import org.truecost.completeness.Thresholds;
import org.truecost.config.Problems;
import org.truecost.reports.Status.Arrivals;
import org.truecost.reports.Status.Day;
import org.truecost.reports.Status.SourceStatus;
import org.truecost.reports.Status.Warning;
import org.truecost.source.Expectation;
import org.truecost.source.Source;
import org.truecost.tables.ArrivalDelays;
import org.truecost.tables.PartitionLag;

/** Reads what came of each source on each day, and judges it. */
public final class StatusReport {
  /** Days shown if nothing else is asked. */
  static final int DAYS = 35;

  /** Days without any line, at the end, that are shown if nothing else is asked. */
  static final int SILENT_DAYS = 7;

  private static final long MICROS_PER_HOUR = 3_600_000_000L;
  private static final long MICROS_PER_DAY = 24 * MICROS_PER_HOUR;
  private static final long MICROS_PER_INTERVAL = 300_000_000L;
  private static final int SHARE_PLACES = 6;

  /** A file of this name is none: its lines were pushed to Kafka without one. */
  private static final String PUSHED = "kafka/%";

  private final Connection connection;
  private final Map<String, Source> configured;
  private final Thresholds thresholds;

  /** Nobody knows a source. The message is one sentence for a person. */
  public static final class UnknownSourceException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownSourceException(String source, Collection<String> known) {
      super(
          "There is no source \""
              + source
              + "\", neither configured nor in the data"
              + Problems.hint(source, known));
    }
  }

  private record Days(LocalDate from, LocalDate to) {}

  private record Seen(LocalDate firstDay, Instant lastLine, boolean byKafka, boolean pushed) {}

  /** Bytes of clients, those of unknown class, and those of no organization. */
  private record Bytes(BigDecimal all, BigDecimal unknownClass, BigDecimal unattributed) {
    static final Bytes NONE = new Bytes(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    Bytes plus(Bytes other) {
      return new Bytes(
          all.add(other.all),
          unknownClass.add(other.unknownClass),
          unattributed.add(other.unattributed));
    }
  }

  /** What came on a day, while it is being added up. */
  private static final class Came {
    BigDecimal requests = BigDecimal.ZERO;
    Bytes bytes = Bytes.NONE;
    final BitSet hours = new BitSet();
    final BitSet slots = new BitSet();
    int files;

    SourceDay toDay(LocalDate day) {
      return new SourceDay(day, requests, hours, files, slots);
    }
  }

  /**
   * @param connection has the public tables as views
   * @param configured sources of the configuration
   */
  public StatusReport(Connection connection, Collection<Source> configured, Thresholds thresholds) {
    this.connection = connection;
    this.configured =
        configured.stream()
            .collect(Collectors.toMap(Source::id, s -> s, (a, b) -> a, TreeMap::new));
    this.thresholds = thresholds;
  }

  /**
   * Makes the report.
   *
   * @param from first day; if there is none, 35 days are shown up to {@code asOf}, or up to a week
   *     after the newest line if that is earlier
   * @param to last day; days behind {@code asOf} are not shown in any case
   * @param only a source
   * @param lag how far metering is behind Kafka, if it was asked
   * @throws UnknownSourceException if neither configuration nor data know the source
   */
  public Status run(
      Optional<LocalDate> from,
      Optional<LocalDate> to,
      Optional<String> only,
      Optional<List<PartitionLag>> lag,
      Instant asOf)
      throws SQLException, UnknownSourceException {
    Map<String, Seen> seen = seen();
    TreeSet<String> names = new TreeSet<>(configured.keySet());
    names.addAll(seen.keySet());
    if (only.isPresent()) {
      if (!names.contains(only.get())) {
        throw new UnknownSourceException(only.get(), names);
      }
      names.retainAll(List.of(only.get()));
    }
    Days shown = shown(from, to, seen.values(), asOf);
    int back = 7 * thresholds.habitWeeks() + 6;
    Days read = new Days(shown.from().minusDays(back), shown.to());
    Map<String, NavigableMap<LocalDate, Came>> came = new HashMap<>();
    readUsage(read, came);
    readFiles(read, seen.keySet(), came);
    readPushed(read, seen, came);
    Map<String, Map<LocalDate, Arrivals>> arrivals = arrivals(shown);

    List<Day> days = new ArrayList<>();
    List<SourceStatus> sources = new ArrayList<>();
    for (String name : names) {
      Seen known = seen.get(name);
      sources.add(
          new SourceStatus(
              name,
              configured.containsKey(name),
              expectation(name),
              known == null ? null : known.firstDay(),
              known == null ? null : known.lastLine()));
      if (known != null) {
        days.addAll(
            days(
                name,
                known,
                judged(name, known, shown),
                came.getOrDefault(name, new TreeMap<>()),
                arrivals.getOrDefault(name, Map.of()),
                lag,
                asOf));
      }
    }
    return new Status(asOf, shown.from(), shown.to(), days, sources, lag, thresholds);
  }

  private Days shown(
      Optional<LocalDate> from, Optional<LocalDate> to, Collection<Seen> seen, Instant asOf) {
    LocalDate today = day(asOf);
    LocalDate last = to.filter(day -> day.isBefore(today)).orElse(today);
    if (from.isPresent()) {
      return new Days(from.get(), last);
    }
    Optional<LocalDate> newest =
        seen.stream()
            .map(Seen::lastLine)
            .filter(Objects::nonNull)
            .map(StatusReport::day)
            .max(Comparator.naturalOrder())
            .map(day -> day.plusDays(SILENT_DAYS));
    LocalDate end = newest.filter(day -> day.isBefore(last)).orElse(last);
    return new Days(end.minusDays(DAYS - 1L), end);
  }

  /** Days on which the source is known to be there, and its configuration takes lines. */
  private Days judged(String name, Seen seen, Days shown) {
    LocalDate from = later(shown.from(), seen.firstDay());
    LocalDate to = shown.to();
    Source source = configured.get(name);
    if (source != null) {
      from = later(from, day(source.validFrom()));
      if (source.validTo().isBefore(to.atStartOfDay(ZoneOffset.UTC).toInstant())) {
        to = day(source.validTo().minusNanos(1));
      }
    }
    return new Days(from, to);
  }

  private List<Day> days(
      String name,
      Seen seen,
      Days judged,
      NavigableMap<LocalDate, Came> came,
      Map<LocalDate, Arrivals> arrivals,
      Optional<List<PartitionLag>> lag,
      Instant asOf) {
    NavigableMap<LocalDate, SourceDay> facts = new TreeMap<>();
    came.forEach((day, what) -> facts.put(day, what.toDay(day)));
    Optional<List<PartitionLag>> asked = lag.filter(any -> seen.byKafka());
    Optional<Instant> oldest =
        asked.flatMap(
            partitions ->
                partitions.stream()
                    .map(PartitionLag::oldestUnmetered)
                    .filter(Objects::nonNull)
                    .min(Comparator.naturalOrder()));
    List<Day> days = new ArrayList<>();
    for (LocalDate day = judged.from(); !day.isAfter(judged.to()); day = day.plusDays(1)) {
      DayVerdict verdict =
          Completeness.judge(day, facts, expectation(name), oldest, asOf, thresholds);
      Came what = came.getOrDefault(day, new Came());
      Instant settled = Completeness.settledAt(day, expectation(name), thresholds);
      Long waiting = null;
      if (asked.isPresent()) {
        boolean concerned = oldest.isPresent() && oldest.get().isBefore(settled);
        waiting = concerned ? asked.get().stream().mapToLong(PartitionLag::unmetered).sum() : 0L;
      }
      Arrivals arrived = arrivals.getOrDefault(day, Arrivals.NONE);
      BigDecimal unknownClass = share(what.bytes.unknownClass(), what.bytes.all());
      BigDecimal unattributed = share(what.bytes.unattributed(), what.bytes.all());
      days.add(
          new Day(
              name,
              day,
              verdict,
              seen.pushed() && what.files == 0 ? null : Integer.valueOf(what.files),
              what.requests,
              waiting,
              arrived,
              unknownClass,
              unattributed,
              warnings(verdict, waiting, oldest, asOf, arrived, unknownClass, unattributed)));
    }
    return days;
  }

  private List<Warning> warnings(
      DayVerdict verdict,
      Long waiting,
      Optional<Instant> oldest,
      Instant asOf,
      Arrivals arrived,
      BigDecimal unknownClass,
      BigDecimal unattributed) {
    EnumSet<Warning> warnings = EnumSet.noneOf(Warning.class);
    boolean ended = verdict.state() == DayState.COMPLETE || verdict.state() == DayState.GAP;
    if (ended
        && verdict.ratio() != null
        && verdict.habitWeeks() >= thresholds.leastHabitWeeks()
        && (verdict.ratio().compareTo(thresholds.requestsBelow()) < 0
            || verdict.ratio().compareTo(thresholds.requestsAbove()) > 0)) {
      warnings.add(Warning.REQUESTS);
    }
    BigDecimal lines = BigDecimal.valueOf(arrived.physicalLines());
    if (isAbove(share(BigDecimal.valueOf(arrived.rejected()), lines), thresholds.rejected())) {
      warnings.add(Warning.REJECTED);
    }
    if (isAbove(share(BigDecimal.valueOf(arrived.duplicate()), lines), thresholds.duplicate())) {
      warnings.add(Warning.DUPLICATE);
    }
    if (isAbove(unknownClass, thresholds.unknownClass())) {
      warnings.add(Warning.UNKNOWN_CLASS);
    }
    if (isAbove(unattributed, thresholds.unattributed())) {
      warnings.add(Warning.UNATTRIBUTED);
    }
    if (arrived.highMicros() != null
        && Duration.of(arrived.highMicros(), ChronoUnit.MICROS).compareTo(thresholds.delay()) > 0) {
      warnings.add(Warning.DELAY);
    }
    if (waiting != null
        && waiting > 0
        && oldest.isPresent()
        && oldest.get().plus(thresholds.lag()).isBefore(asOf)) {
      warnings.add(Warning.LAG);
    }
    return List.copyOf(warnings);
  }

  private Optional<Expectation> expectation(String source) {
    return Optional.ofNullable(configured.get(source)).flatMap(Source::declaredExpectation);
  }

  private Map<String, Seen> seen() throws SQLException {
    Map<String, Seen> seen = new TreeMap<>();
    read(
        "SELECT source, CAST(min(right(batch_id, 10)) AS VARCHAR), epoch_us(min(first_event_time)),"
            + " epoch_us(max(last_event_time)), bool_or(stored_digest = ''),"
            + " bool_or(file LIKE '"
            + PUSHED
            + "') FROM ledger GROUP BY source",
        row -> {
          LocalDate batch = LocalDate.parse(row.getString(2));
          long first = row.getLong(3);
          LocalDate firstDay = row.wasNull() ? batch : LocalDate.ofEpochDay(first / MICROS_PER_DAY);
          long last = row.getLong(4);
          Instant lastLine = row.wasNull() ? null : instant(last);
          seen.put(
              row.getString(1), new Seen(firstDay, lastLine, row.getBoolean(5), row.getBoolean(6)));
        });
    return seen;
  }

  /** Requests by hour; and bytes of clients, which are not the CDN's own. */
  private void readUsage(Days days, Map<String, NavigableMap<LocalDate, Came>> came)
      throws SQLException {
    String bytes = "coalesce(sum(bytes_sent) FILTER (request_kind <> 'cdn_internal'";
    read(
        "SELECT source, epoch_us(hour) // "
            + MICROS_PER_HOUR
            + ", sum(requests), "
            + bytes
            + "), 0), "
            + bytes
            + " AND traffic_class = 'unknown'), 0), "
            + bytes
            + " AND organization = 'unattributed'), 0) FROM usage WHERE "
            + within("hour", days)
            + " GROUP BY ALL",
        row -> {
          long hour = row.getLong(2);
          Came day = came(came, row.getString(1), hour / 24);
          BigDecimal requests = row.getBigDecimal(3);
          day.requests = day.requests.add(requests);
          if (requests.signum() > 0) {
            day.hours.set((int) (hour % 24));
          }
          day.bytes =
              day.bytes.plus(
                  new Bytes(row.getBigDecimal(4), row.getBigDecimal(5), row.getBigDecimal(6)));
        });
  }

  /**
   * Files by day and slot. A file lies where the middle of its lines does. It may begin with a line
   * of long ago, so only so much of its end counts as a slot is long.
   */
  private void readFiles(
      Days days, Collection<String> sources, Map<String, NavigableMap<LocalDate, Came>> came)
      throws SQLException {
    if (sources.isEmpty()) {
      return;
    }
    String slots =
        sources.stream()
            .map(
                source ->
                    "("
                        + Quoting.literal(source)
                        + ", "
                        + micros(
                            expectation(source).map(ExpectedFiles::slot).orElse(Duration.ofDays(1)))
                        + "::BIGINT)")
            .collect(Collectors.joining(", "));
    read(
        "WITH slots(source, slot) AS (VALUES "
            + slots
            + "), placed AS (SELECT ledger.source, file, slot, (greatest("
            + "epoch_us(first_event_time), epoch_us(last_event_time) - slot)"
            + " + epoch_us(last_event_time)) // 2 AS middle FROM ledger"
            + " JOIN slots ON slots.source = ledger.source WHERE counted > 0 AND file NOT LIKE '"
            + PUSHED
            + "' AND "
            + within("last_event_time", new Days(days.from(), days.to().plusDays(1)))
            + ") SELECT source, middle // "
            + MICROS_PER_DAY
            + ", (middle % "
            + MICROS_PER_DAY
            + ") // slot, count(DISTINCT file) FROM placed GROUP BY ALL",
        row -> {
          Came day = came(came, row.getString(1), row.getLong(2));
          day.slots.set(row.getInt(3));
          day.files += row.getInt(4);
        });
  }

  /** Lines that are pushed lie in no file; a slot has come if any of its lines has. */
  private void readPushed(
      Days days, Map<String, Seen> seen, Map<String, NavigableMap<LocalDate, Came>> came)
      throws SQLException {
    List<String> pushed =
        seen.entrySet().stream()
            .filter(entry -> entry.getValue().pushed() && expectation(entry.getKey()).isPresent())
            .map(entry -> Quoting.literal(entry.getKey()))
            .toList();
    if (pushed.isEmpty()) {
      return;
    }
    read(
        "SELECT DISTINCT source, epoch_us(interval_start) FROM bandwidth WHERE requests > 0"
            + " AND source IN ("
            + String.join(", ", pushed)
            + ") AND "
            + within("interval_start", days),
        row -> {
          long start = row.getLong(2);
          long slot = micros(ExpectedFiles.slot(expectation(row.getString(1)).orElseThrow()));
          long inDay = start % MICROS_PER_DAY;
          came(came, row.getString(1), start / MICROS_PER_DAY)
              .slots
              .set((int) (inDay / slot), (int) ((inDay + MICROS_PER_INTERVAL - 1) / slot) + 1);
        });
  }

  private Map<String, Map<LocalDate, Arrivals>> arrivals(Days days) throws SQLException {
    Map<String, Map<LocalDate, Arrivals>> arrivals = new HashMap<>();
    List<String> counts = ArrivalDelays.counts();
    read(
        "SELECT source, right(batch_id, 10) AS day, CAST(sum(physical_lines) AS BIGINT),"
            + " CAST(sum(rejected) AS BIGINT), CAST(sum(duplicate) AS BIGINT), max("
            + ArrivalDelays.LONGEST
            + "), "
            + counts.stream()
                .map(column -> "CAST(sum(" + column + ") AS BIGINT)")
                .collect(Collectors.joining(", "))
            + " FROM ledger WHERE right(batch_id, 10) BETWEEN '"
            + days.from()
            + "' AND '"
            + days.to()
            + "' GROUP BY ALL",
        row -> {
          long[] delays = new long[counts.size()];
          long known = 0;
          for (int i = 0; i < delays.length; i++) {
            delays[i] = row.getLong(7 + i);
            known += delays[i];
          }
          long longest = row.getLong(6);
          arrivals
              .computeIfAbsent(row.getString(1), source -> new HashMap<>())
              .put(
                  LocalDate.parse(row.getString(2)),
                  new Arrivals(
                      row.getLong(3),
                      row.getLong(4),
                      row.getLong(5),
                      known,
                      known == 0 ? null : bound(delays, longest, 50),
                      known == 0 ? null : bound(delays, longest, 99),
                      known == 0 ? null : Long.valueOf(longest)));
        });
    return arrivals;
  }

  private static Long bound(long[] delays, long longest, int percent) {
    return ArrivalDelays.boundMicros(delays, longest, percent).orElseThrow();
  }

  private static Came came(
      Map<String, NavigableMap<LocalDate, Came>> came, String source, long epochDay) {
    return came.computeIfAbsent(source, name -> new TreeMap<>())
        .computeIfAbsent(LocalDate.ofEpochDay(epochDay), day -> new Came());
  }

  private static String within(String column, Days days) {
    return column
        + " >= TIMESTAMPTZ '"
        + days.from()
        + " 00:00:00+00' AND "
        + column
        + " < TIMESTAMPTZ '"
        + days.to().plusDays(1)
        + " 00:00:00+00'";
  }

  private static boolean isAbove(BigDecimal share, BigDecimal threshold) {
    return share != null && share.compareTo(threshold) > 0;
  }

  private static BigDecimal share(BigDecimal part, BigDecimal whole) {
    return whole.signum() == 0 ? null : part.divide(whole, SHARE_PLACES, RoundingMode.HALF_EVEN);
  }

  private static LocalDate later(LocalDate a, LocalDate b) {
    return a.isAfter(b) ? a : b;
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  private interface Row {
    void take(ResultSet row) throws SQLException;
  }

  private void read(String sql, Row each) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        each.take(rows);
      }
    }
  }
}
