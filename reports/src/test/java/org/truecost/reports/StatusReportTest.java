package org.truecost.reports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.truecost.completeness.Basis;
import org.truecost.completeness.DayState;
import org.truecost.completeness.Thresholds;
import org.truecost.config.ConfigDirectory;
import org.truecost.reports.Status.Day;
import org.truecost.reports.Status.SourceStatus;
import org.truecost.reports.Status.Warning;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.source.Source;
import org.truecost.source.SourcesLoader;
import org.truecost.tables.Column;
import org.truecost.tables.PartitionLag;
import org.truecost.tables.PartitionLag.Offsets;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

class StatusReportTest {
  private static final LocalDate DAY = LocalDate.parse("2026-10-14");
  private static final Instant LATER = Instant.parse("2026-10-16T12:00:00Z");
  private static final String SOURCES =
      """
      sources:
        - { id: hourly, registry: npm, provider: cdn, billing_account: account, format: cloudfront, files: ["*"], bytes: body,
            client: address, region: eu, valid_from: 2020-01-01, expect: { every: PT1H, within: PT6H } }
        - { id: habitual, registry: npm, provider: cdn, billing_account: account, format: cloudfront, files: ["*"], bytes: body,
            client: address, region: eu, valid_from: 2020-01-01 }
      """;

  private Connection connection;

  @BeforeEach
  void createTables() throws SQLException {
    connection = TrueCostDatabase.connect();
    for (TableSchema table : List.of(Tables.USAGE, Tables.BANDWIDTH, Tables.LEDGER)) {
      TrueCostDatabase.execute(
          connection, "CREATE TABLE " + table.name() + " AS " + table.emptySelect());
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void aDayWithAFileForEveryHourIsComplete() throws Exception {
    hourlyFiles("hourly", DAY, 24);

    Day day = only(DAY, "hourly");

    assertThat(day.verdict().state()).isEqualTo(DayState.COMPLETE);
    assertThat(day.verdict().basis()).isEqualTo(Basis.DECLARED);
    assertThat(day.files()).isEqualTo(24);
    assertThat(day.verdict().missingFiles()).isZero();
    assertThat(day.verdict().emptyHours()).isZero();
    assertThat(day.requests()).isEqualByComparingTo("240");
    assertThat(day.warnings()).isEmpty();
  }

  @Test
  void aMissingFileIsAGapEvenIfItsHourHasALineOfAnotherFile() throws Exception {
    hourlyFiles("hourly", DAY, 23);
    // A file of the evening that also holds a line of long ago, and one of the hour that is
    // missing.
    file("hourly", "late.log", DAY, "2026-10-14 22:05:00", "2026-10-14 23:00:01", 11);
    usage("hourly", "2026-10-14 23:00:00", 1);

    Day day = only(DAY, "hourly");

    assertThat(day.verdict().state()).isEqualTo(DayState.GAP);
    assertThat(day.verdict().missingFiles()).isEqualTo(1);
    assertThat(day.verdict().emptyHours()).isZero();
    assertThat(day.files()).isEqualTo(24);
  }

  @Test
  void aFileLiesWhereItsLinesLieAndNotWhereALateOneOrTheFirstOneDoes() throws Exception {
    hourlyFiles("hourly", DAY, 22);
    file("hourly", "before.log", DAY, "2026-10-10 03:00:00", "2026-10-14 22:59:58", 10);
    file("hourly", "after.log", DAY.plusDays(1), "2026-10-14 23:00:00", "2026-10-15 00:00:02", 10);
    usage("hourly", "2026-10-14 22:00:00", 10);
    usage("hourly", "2026-10-14 23:00:00", 10);

    assertThat(only(DAY, "hourly").verdict().state()).isEqualTo(DayState.COMPLETE);
  }

  @Test
  void aReplayedDuplicateIsNoFileThatCame() throws Exception {
    hourlyFiles("hourly", DAY, 23);
    ledger("hourly", "copy.log", DAY, "physical_lines = 10, duplicate = 10, stored_digest = 'x'");

    Day day = only(DAY, "hourly");

    assertThat(day.files()).isEqualTo(23);
    assertThat(day.arrivals().duplicate()).isEqualTo(10);
  }

  @Test
  void pushedLinesHaveNoFilesAndComeIfTheirTimeHasALine() throws Exception {
    for (int hour = 0; hour < 24; hour++) {
      usage("hourly", DAY + " " + two(hour) + ":00:00", 5);
      if (hour != 7) {
        bandwidth("hourly", DAY + " " + two(hour) + ":35:00", 5);
      }
    }
    ledger(
        "hourly",
        "kafka/logs/0",
        DAY,
        "physical_lines = 120, counted = 120, first_event_time = '2026-10-14 00:35:00+00',"
            + " last_event_time = '2026-10-14 23:35:00+00'");

    Day day = only(DAY, "hourly");

    assertThat(day.files()).isNull();
    assertThat(day.verdict().missingFiles()).isEqualTo(1);
    bandwidth("hourly", DAY + " 07:55:00", 5);
    assertThat(only(DAY, "hourly").verdict().missingFiles()).isZero();
  }

  @Test
  void sourcesWithoutLinesAndLinesWithoutSourcesAreShown() throws Exception {
    hourlyFiles("stranger", DAY, 24);

    Status status = run();

    assertThat(status.sources())
        .extracting(SourceStatus::source, SourceStatus::configured, SourceStatus::seen)
        .containsExactly(
            tuple("habitual", true, false),
            tuple("hourly", true, false),
            tuple("stranger", false, true));
    assertThat(status.days())
        .extracting(Day::source, d -> d.verdict().state())
        .startsWith(tuple("stranger", DayState.COMPLETE));
    assertThat(texts(StatusDocument.of(status), "sources", "attention"))
        .containsExactly("never seen", "never seen", "not configured");
    assertThat(status.needsAttention()).isTrue();
    assertThatThrownBy(() -> run(Optional.of("strange"), Optional.empty()))
        .hasMessage(
            "There is no source \"strange\", neither configured nor in the data; did you mean"
                + " \"stranger\"?");
  }

  @Test
  void aHabitIsLearntFromTheWeeksBefore() throws Exception {
    for (int week = 0; week <= 4; week++) {
      for (int hour = 6; hour < 18; hour++) {
        usage(
            "habitual",
            DAY.minusWeeks(week) + " " + two(hour) + ":00:00",
            week == 0 ? 1 : 10 * week);
      }
    }
    file("habitual", "a.log", DAY, "2026-09-16 06:00:00", "2026-10-14 17:59:00", 1);

    Day day = only(DAY, "habitual");

    assertThat(day.verdict().state()).isEqualTo(DayState.COMPLETE);
    assertThat(day.verdict().basis()).isEqualTo(Basis.HABIT);
    assertThat(day.verdict().habitWeeks()).isEqualTo(4);
    // 12 of a median of 300.
    assertThat(day.verdict().ratio()).isEqualByComparingTo("0.04");
    assertThat(day.warnings()).containsExactly(Warning.REQUESTS);
  }

  @Test
  void sharesOfUnknownAreOfClientsBytes() throws Exception {
    hourlyFiles("hourly", DAY, 24);
    insert(
        Tables.USAGE,
        "hour = '2026-10-14 00:00:00+00', source = 'hourly', requests = 1, bytes_sent = 1000,"
            + " traffic_class = 'unknown', organization = 'unattributed'");
    insert(
        Tables.USAGE,
        "hour = '2026-10-14 00:00:00+00', source = 'hourly', requests = 1, bytes_sent = 600,"
            + " traffic_class = 'ci', organization = 'unattributed'");
    insert(
        Tables.USAGE,
        "hour = '2026-10-14 00:00:00+00', source = 'hourly', requests = 1, bytes_sent = 7777,"
            + " request_kind = 'cdn_internal', traffic_class = 'registry_internal'");

    Day day = only(DAY, "hourly");

    // 1,000 and 1,600 of 25,600.
    assertThat(day.unknownClass()).isEqualByComparingTo("0.039062");
    assertThat(day.unattributed()).isEqualByComparingTo("0.0625");
  }

  @Test
  void delaysAreBoundsOfTheLinesWhoseArrivalIsKnown() throws Exception {
    hourlyFiles("hourly", DAY, 24);
    assertThat(only(DAY, "hourly").arrivals().medianMicros()).isNull();

    ledger(
        "hourly",
        "published.log",
        DAY,
        "physical_lines = 100, counted = 100, delay_one_minute = 98, delay_two_days = 2,"
            + " delay_longest_micros = 100000000001, stored_digest = ''");
    Day day = only(DAY, "hourly");

    assertThat(day.arrivals().knownDelays()).isEqualTo(100);
    assertThat(day.arrivals().medianMicros()).isEqualTo(60_000_000L);
    assertThat(day.arrivals().highMicros()).isEqualTo(100_000_000_001L);
    assertThat(day.warnings()).containsExactly(Warning.DELAY);
    Report report = StatusDocument.of(run());
    assertThat(texts(report, "days", "delay_p50_seconds")).startsWith("60");
    assertThat(texts(report, "days", "delay_longest_seconds")).startsWith("100000.000001");
  }

  @Test
  void manyRejectsWarn() throws Exception {
    hourlyFiles("hourly", DAY, 24);
    ledger("hourly", "bad.log", DAY, "physical_lines = 4, rejected = 4, stored_digest = 'x'");

    Day day = only(DAY, "hourly");

    assertThat(day.arrivals().rejected()).isEqualTo(4);
    assertThat(day.arrivals().physicalLines()).isEqualTo(244);
    assertThat(day.warnings()).containsExactly(Warning.REJECTED);
  }

  @Test
  void whatWaitsInKafkaKeepsADaySettlingIfItCameInTimeForIt() throws Exception {
    hourlyFiles("hourly", DAY, 24);
    hourlyFiles("habitual", DAY, 24);
    ledger("hourly", "x.log", DAY, "physical_lines = 1, directives = 1, stored_digest = ''");
    Instant inTime = Instant.parse("2026-10-15T05:00:00Z");

    Status waiting = run(Optional.empty(), Optional.of(List.of(lag(30, inTime, List.of()))));
    Day day = day(waiting, "hourly", DAY);
    assertThat(day.verdict().state()).isEqualTo(DayState.SETTLING);
    assertThat(day.readerLag()).isEqualTo(30);
    assertThat(day.warnings()).containsExactly(Warning.LAG);
    // It never came by Kafka.
    assertThat(day(waiting, "habitual", DAY).verdict().state()).isEqualTo(DayState.COMPLETE);
    assertThat(day(waiting, "habitual", DAY).readerLag()).isNull();

    Instant later = Instant.parse("2026-10-16T11:59:00Z");
    Status fine = run(Optional.empty(), Optional.of(List.of(lag(3, later, List.of()))));
    assertThat(day(fine, "hourly", DAY).verdict().state()).isEqualTo(DayState.COMPLETE);
    assertThat(day(fine, "hourly", DAY).readerLag()).isZero();
    assertThat(only(DAY, "hourly").readerLag()).isNull();
  }

  @Test
  void whatKafkaDroppedNeedsAttention() throws Exception {
    List<PartitionLag> lag = List.of(lag(0, null, List.of(new Offsets(7, 20))));

    Report report = StatusDocument.of(run(Optional.of("habitual"), Optional.of(lag)));

    assertThat(report.facts()).containsEntry("attention", "true");
    assertThat(texts(report, "partitions", "dropped_offsets")).containsExactly("7 to 19");
    assertThat(StatusDocument.of(run(Optional.of("habitual"), Optional.empty())).facts())
        .containsEntry("attention", "false")
        .containsEntry("reader_lag", "not asked");
  }

  @Test
  void shows35DaysUpToAWeekAfterTheNewestLine() throws Exception {
    hourlyFiles("hourly", DAY, 24);

    Status soon = run();
    assertThat(soon.to()).isEqualTo(LocalDate.parse("2026-10-16"));
    assertThat(soon.from()).isEqualTo(LocalDate.parse("2026-09-12"));
    assertThat(soon.days()).extracting(Day::day).containsExactly(DAY, DAY.plusDays(1), soon.to());

    Status late =
        new StatusReport(connection, sources(), Thresholds.DEFAULT)
            .run(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.parse("2027-03-01T00:00:00Z"));
    assertThat(late.to()).isEqualTo(LocalDate.parse("2026-10-21"));
    assertThat(late.days()).filteredOn(d -> d.verdict().state() == DayState.GAP).hasSize(7);
  }

  @Test
  void daysBehindNowAreNotShown() throws Exception {
    hourlyFiles("hourly", DAY, 24);

    Status status =
        new StatusReport(connection, sources(), Thresholds.DEFAULT)
            .run(
                Optional.of(LocalDate.parse("2026-10-01")),
                Optional.of(LocalDate.parse("2026-10-31")),
                Optional.empty(),
                Optional.empty(),
                Instant.parse("2026-10-14T10:00:00Z"));

    assertThat(status.days())
        .extracting(Day::day, d -> d.verdict().state())
        .containsExactly(tuple(DAY, DayState.OPEN));
  }

  private Status run() throws Exception {
    return run(Optional.empty(), Optional.empty());
  }

  private Status run(Optional<String> source, Optional<List<PartitionLag>> lag) throws Exception {
    return new StatusReport(connection, sources(), Thresholds.DEFAULT)
        .run(Optional.empty(), Optional.empty(), source, lag, LATER);
  }

  private Day only(LocalDate day, String source) throws Exception {
    return day(run(Optional.of(source), Optional.empty()), source, day);
  }

  private static Day day(Status status, String source, LocalDate day) {
    return status.days().stream()
        .filter(one -> one.source().equals(source) && one.day().equals(day))
        .findFirst()
        .orElseThrow();
  }

  private static PartitionLag lag(long unmetered, Instant oldest, List<Offsets> dropped) {
    return new PartitionLag("logs", 0, 20, 50, unmetered, null, oldest, dropped);
  }

  private static List<Source> sources() {
    return new SourcesLoader(
            Set.of("cloudfront"), format -> Optional.empty(), format -> Optional.empty())
        .load(Path.of("sources.yaml"), SOURCES.getBytes(UTF_8), ConfigDirectory.of(Map.of()));
  }

  private static List<String> texts(Report report, String table, String column) {
    var found =
        report.tables().stream().filter(one -> one.name().equals(table)).findFirst().orElseThrow();
    int at = found.columns().stream().map(ReportColumn::name).toList().indexOf(column);
    return found.rows().stream().map(row -> String.valueOf(row.get(at))).toList();
  }

  /** A file of ten lines for each of the first hours of a day. */
  private void hourlyFiles(String source, LocalDate day, int hours) throws SQLException {
    for (int hour = 0; hour < hours; hour++) {
      String at = day + " " + two(hour);
      usage(source, at + ":00:00", 10);
      file(source, "h" + hour + ".log", day, at + ":00:03", at + ":59:50", 10);
    }
  }

  private void usage(String source, String hour, long requests) throws SQLException {
    insert(
        Tables.USAGE,
        "hour = '"
            + hour
            + "+00', source = '"
            + source
            + "', traffic_class = 'ci', organization = 'somebody', bytes_sent = 1000, requests = "
            + requests);
  }

  private void bandwidth(String source, String start, long requests) throws SQLException {
    insert(
        Tables.BANDWIDTH,
        "interval_start = '" + start + "+00', source = '" + source + "', requests = " + requests);
  }

  private void file(
      String source, String file, LocalDate batch, String first, String last, long lines)
      throws SQLException {
    ledger(
        source,
        file,
        batch,
        "physical_lines = "
            + lines
            + ", counted = "
            + lines
            + ", stored_digest = 'x', first_event_time = '"
            + first
            + "+00', last_event_time = '"
            + last
            + "+00'");
  }

  private void ledger(String source, String file, LocalDate batch, String values)
      throws SQLException {
    insert(
        Tables.LEDGER,
        "source = '"
            + source
            + "', file = '"
            + file
            + "', batch_id = '"
            + source
            + "/"
            + batch
            + "', "
            + values);
  }

  /** Adds a row of {@code column = value, …}; other sums are 0, other texts empty. */
  private void insert(TableSchema table, String values) throws SQLException {
    Map<String, String> given =
        List.of(values.split(", (?=[a-z_]+ = )")).stream()
            .map(value -> value.split(" = ", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    String row =
        table.columns().stream()
            .map(column -> given.getOrDefault(column.name(), standIn(column)))
            .collect(Collectors.joining(", "));
    TrueCostDatabase.execute(connection, "INSERT INTO " + table.name() + " VALUES (" + row + ")");
  }

  private static String standIn(Column column) {
    if (column.nullable()) {
      return "NULL";
    }
    return switch (column.type()) {
      case STRING -> "''";
      case TIMESTAMP -> "'2026-11-01 00:00:00+00'";
      default -> "0";
    };
  }

  private static String two(int number) {
    return (number < 10 ? "0" : "") + number;
  }
}
