package org.truecost.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli.Ended;
import org.truecost.ingest.sample.SampleGenerator;
import org.truecost.ingest.sample.SampleOptions;

/**
 * After the longest retention no client address is left anywhere, and every report is what it was.
 */
class RetentionTest {
  /** Longer after the newest line than anything is kept by the shipped policy. */
  private static final String LATER = "2027-06-01";

  private static final List<YearMonth> MONTHS =
      List.of(YearMonth.of(2026, 8), YearMonth.of(2026, 9), YearMonth.of(2026, 10));

  /** Addresses as the samples have them: of ranges that are nobody's. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:192\\.0\\.2|198\\.51\\.100|203\\.0\\.113|198\\.1[89]\\.\\d{1,3}"
              + "|2[45]\\d\\.\\d{1,3}\\.\\d{1,3})\\.\\d{1,3}(?![\\d.])"
              + "|2001:db8:[0-9a-f:]*[0-9a-f]");

  private static final String[] TABLES = {
    "usage", "usage_month", "downloads", "bandwidth", "clients", "ledger"
  };

  @TempDir static Path shared;
  private static Path logs;
  private static Path filled;

  @TempDir Path scratch;

  /** Three months by two runs, compacted, with an older commit beside. */
  @BeforeAll
  static void fill() throws Exception {
    logs = shared.resolve("logs");
    filled = shared.resolve("data");
    List<String> folders = new ArrayList<>();
    for (YearMonth month : MONTHS) {
      writeLogs(month);
      folders.add(logs.resolve(month.toString()).toString());
    }
    String[] replay = {"--out", filled.toString(), "--as-of", "2026-11-02"};
    ok(command("replay", folders.subList(0, 2), replay));
    ok(command("replay", folders.subList(2, 3), replay));
    ok("compact", "--data", filled.toString());
  }

  @Test
  void afterTheLongestRetentionNoAddressIsLeftAndEveryReportIsWhatItWas() throws Exception {
    Path data = copyOfFilled();
    Set<String> addresses = addressesInLogs();
    assertThat(addresses).hasSizeGreaterThan(1_000);
    Map<String, Set<String>> before = addressesBelow(data, addresses);
    assertThat(before.keySet()).isNotEmpty().allMatch(file -> file.startsWith("rejects/"));
    Map<String, String> reports = reports(data);
    assertThat(Files.readString(keysOf(data))).isNotEmpty();
    Path untouched = scratch.resolve("untouched");
    copy(data, untouched);

    Ended would = ok("purge", "--dry-run", "--data", data.toString(), "--as-of", LATER, "--json");
    assertThat(addressesBelow(data, addresses)).isEqualTo(before);
    JsonNode gone =
        json(ok("purge", "--apply", "--data", data.toString(), "--as-of", LATER, "--json"));

    assertThat(addressesBelow(data, addresses)).isEmpty();
    assertThat(reports(data)).isEqualTo(reports);
    assertThat(Files.readString(keysOf(data))).isEmpty();
    assertThat(gone.path("purge")).isEqualTo(json(would).path("purge"));
    assertThat(gone.path("keys")).isEqualTo(json(would).path("keys"));
    assertThat(gone.path("keys").get(0).path("keys").asInt()).isGreaterThan(80);
    assertThat(gone.path("purge").get(0).path("table").asText()).isEqualTo("rejects");
    assertThat(gone.path("purge").get(0).path("rows").asLong()).isPositive();

    // What went is written down, without an address.
    JsonNode listed = json(ok("purge", "--list", "--data", data.toString(), "--json"));
    assertThat(listed.path("purges")).hasSize(1);
    assertThat(listed.path("purges").get(0).path("state").asText()).isEqualTo("done");
    assertThat(listed.path("purges").get(0).path("rows").asLong())
        .isEqualTo(gone.path("purge").get(0).path("rows").asLong());
    assertThat(data.resolve("_purges/000001.json"))
        .content()
        .contains("\"as_of\" : \"2027-06-01T00:00:00Z\"", "maven-central/2026-08-01");

    // A second one has nothing to do and writes nothing down.
    ok("purge", "--apply", "--data", data.toString(), "--as-of", LATER);
    assertThat(json(ok("purge", "--list", "--data", data.toString(), "--json")).path("purges"))
        .hasSize(1);

    // Would it forget the older commits with their files, the search would tell.
    for (String file : List.copyOf(before.keySet()).subList(0, 2)) {
      Files.createDirectories(data.resolve(file).getParent());
      Files.copy(untouched.resolve(file), data.resolve(file));
      assertThat(addressesBelow(data, addresses)).containsOnlyKeys(file);
      Files.delete(data.resolve(file));
    }
    Files.writeString(keysOf(data), addresses.iterator().next());
    assertThat(addressesBelow(data, addresses)).isNotEmpty();
  }

  @Test
  void whatIsYoungerStaysAndCanBeMeteredAgainUnderItsKeys() throws Exception {
    Path data = copyOfFilled();
    Set<String> october = addressesOf(MONTHS.get(2));
    Set<String> older = new HashSet<>(addressesOf(MONTHS.get(0)));
    older.addAll(addressesOf(MONTHS.get(1)));
    older.removeAll(october);

    // 30 days of rejects, 35 of keys.
    ok("purge", "--apply", "--data", data.toString(), "--as-of", "2026-10-31");

    assertThat(addressesBelow(data, older)).isEmpty();
    assertThat(addressesBelow(data, october)).isNotEmpty();
    assertThat(sql(data, "SELECT min(split_part(batch_id, '/', 2)) AS day FROM rejects"))
        .isEqualTo("day\n2026-10-01\n");
    assertThat(Files.readAllLines(keysOf(data)))
        .allMatch(line -> Integer.parseInt(line.split(" ")[0]) >= dayOf("2026-09-26"))
        .anyMatch(line -> line.startsWith(dayOf("2026-09-26") + " "));
  }

  @Test
  void restrictedFilesAndKeysAreTheirOwnersAlone() throws Exception {
    Path data = copyOfFilled();
    ok("purge", "--apply", "--data", data.toString(), "--as-of", "2026-10-15");

    int looked = 0;
    for (Path directory : List.of(filled, data)) {
      try (Stream<Path> files = Files.walk(directory.resolve("rejects"))) {
        for (Path file : files.toList()) {
          String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
          assertThat(permissions)
              .as(file.toString())
              .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
          looked++;
        }
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keysOf(directory))))
          .isEqualTo("rw-------");
    }
    assertThat(looked).isGreaterThan(10);
  }

  @Test
  void exactlyOneOfDryRunAndApplyAndListIsGiven() {
    assertMistake(Cli.run("purge", "--data", "d"), ExitCodes.USAGE, "--dry-run");
    assertMistake(
        Cli.run("purge", "--data", "d", "--dry-run", "--apply"), ExitCodes.USAGE, "exclusive");
    assertMistake(
        Cli.run("purge", "--data", "d", "--dry-run", "--command-config", "f"),
        ExitCodes.USAGE,
        "--bootstrap");
  }

  @Test
  void aPolicyThatCannotBeUsedIsToldWhole() throws Exception {
    Path config = Files.createDirectories(scratch.resolve("config"));
    Files.writeString(config.resolve("retention.yaml"), "tables: { reject: 3 }\nkey: 4\n");

    Ended ended =
        Cli.run("purge", "--dry-run", "--data", filled.toString(), "--config", config.toString());

    assertMistake(ended, ExitCodes.CONFIG, "tables.reject: is no table; did you mean \"rejects\"?");
    assertThat(ended.err())
        .contains("tables.rejects: is missing", "keys: is missing", "key: is not a known key");
  }

  private static void assertMistake(Ended ended, int exitCode, String message) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
    assertThat(ended.err()).contains(message);
  }

  /** Of each file, as below the directory, the addresses that can be read from it. */
  private static Map<String, Set<String>> addressesBelow(Path data, Set<String> addresses)
      throws Exception {
    Map<String, Set<String>> found = new TreeMap<>();
    List<Path> all = new ArrayList<>(List.of(keysOf(data)));
    try (Stream<Path> files = Files.walk(data)) {
      files.filter(Files::isRegularFile).forEach(all::add);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      for (Path file : all) {
        StringBuilder text = new StringBuilder(Files.readString(file, ISO_8859_1));
        if (file.toString().endsWith(".parquet")) {
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "SELECT CAST(stored AS VARCHAR) FROM read_parquet('" + file + "') stored")) {
            while (rows.next()) {
              text.append(rows.getString(1)).append('\n');
            }
          }
        }
        Set<String> here = new TreeSet<>(addressesIn(text));
        here.retainAll(addresses);
        if (!here.isEmpty()) {
          found.put(data.relativize(file).toString(), here);
        }
      }
    }
    return found;
  }

  private static Set<String> addressesIn(CharSequence text) {
    Set<String> found = new HashSet<>();
    Matcher matcher = ADDRESS.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  private static Set<String> addressesInLogs() throws IOException {
    Set<String> all = new HashSet<>();
    for (YearMonth month : MONTHS) {
      all.addAll(addressesOf(month));
    }
    return all;
  }

  private static Set<String> addressesOf(YearMonth month) throws IOException {
    Set<String> all = new HashSet<>();
    try (Stream<Path> files = Files.walk(logs.resolve(month.toString()))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 2 && bytes[0] == 31) {
          try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            bytes = in.readAllBytes();
          }
        }
        all.addAll(addressesIn(new String(bytes, ISO_8859_1)));
      }
    }
    return all;
  }

  /** All that is said of the tables which are kept. */
  private static Map<String, String> reports(Path data) {
    Map<String, String> reports = new HashMap<>();
    for (String table : TABLES) {
      reports.put(table, sql(data, "SELECT * FROM " + table + " ORDER BY ALL"));
      assertThat(reports.get(table).lines()).as(table).hasSizeGreaterThan(10);
    }
    for (YearMonth month : MONTHS) {
      String report =
          ok("report", "true-cost", "--data", data.toString(), "--month", month.toString(), "--csv")
              .out();
      assertThat(report.lines()).hasSizeGreaterThan(3);
      reports.put("report " + month, report);
    }
    return reports;
  }

  private static String sql(Path data, String query) {
    return ok("sql", query, "--data", data.toString(), "--restricted", "--csv").out();
  }

  private Path copyOfFilled() throws IOException {
    Path data = scratch.resolve("data");
    copy(filled, data);
    Files.copy(keysOf(filled), keysOf(data), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    return data;
  }

  private static Path keysOf(Path data) {
    return data.resolveSibling(data.getFileName() + ".keys");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            to.resolve(from.relativize(file).toString()),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static long dayOf(String date) {
    return java.time.LocalDate.parse(date).toEpochDay();
  }

  /** A sample, and each day a file whose every third line is broken. */
  private static void writeLogs(YearMonth month) throws Exception {
    Path folder = logs.resolve(month.toString());
    SampleGenerator.generate(
        new SampleOptions(1_500, 42, month, folder, "", 1, false, true),
        (files, written, bytes) -> {});
    Path central = Files.createDirectories(folder.resolve("maven-central"));
    for (int day = 1; day <= month.lengthOfMonth(); day++) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 9; i++) {
        String line =
            String.format(
                Locale.ROOT,
                "203.0.113.%d - - [%02d/%s/%d:%02d:00:00 +0000] \"GET /maven2/org/example/a%d/1/a-1"
                    + ".jar HTTP/1.1\" 200 %d \"-\" \"Apache-Maven/3.9.1\" %d",
                (month.getMonthValue() * 31 + day * 7 + i) % 256,
                day,
                month.getMonth().getDisplayName(java.time.format.TextStyle.SHORT, Locale.ROOT),
                month.getYear(),
                i,
                i,
                1_000 + i,
                day * 100 + i);
        lines.append(i % 3 == 2 ? line.replace("\" 200 ", "\" twohundred ") : line).append('\n');
      }
      Files.writeString(
          central.resolve(String.format(Locale.ROOT, "access.log-%s-%02d.gz", month, day)), lines);
    }
  }

  private static String[] command(String name, List<String> inputs, String... options) {
    List<String> all = new ArrayList<>(List.of(name));
    all.addAll(inputs);
    all.addAll(List.of(options));
    return all.toArray(new String[0]);
  }

  private static Ended ok(String... arguments) {
    Ended ended = Cli.run(arguments);
    assertThat(ended.exitCode()).as(ended.err() + ended.out()).isEqualTo(ExitCodes.OK);
    return ended;
  }

  private static JsonNode json(Ended ended) throws IOException {
    return new ObjectMapper().readTree(ended.out());
  }
}
