package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli.Ended;

/** What a user sees of mistakes, and of small successes. */
class CliTest {
  private static final String FIELDS =
      "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host)"
          + " cs-uri-stem sc-status cs(Referer) cs(User-Agent)\n";
  private static final String LINE =
      "2026-10-03\t10:15:00\tIAD89-C1\t1000\t192.0.2.1\tGET\tstatic.crates.example"
          + "\t/crates/serde/serde-1.0.0.crate\t200\t-\tcargo/1.80.0\n";

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void replayOneFile() throws Exception {
    Path logs = Files.createDirectories(shared.resolve("logs/crates-io-static"));
    Files.writeString(logs.resolve("a.gz"), FIELDS + LINE + LINE + "garbage\n");
    data = shared.resolve("data");
    Ended replayed = replay(shared.resolve("logs"), data);
    assertThat(replayed.exitCode()).as(replayed.err()).isEqualTo(ExitCodes.OK);
  }

  @Test
  void helpListsCommandsAndExitCodes() {
    Ended help = Cli.run("--help");

    assertThat(help.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(help.out()).contains("replay", "report", "sql", "sample", "compact", "demo");
    ExitCodes.all().keySet().forEach(code -> assertThat(help.out()).contains("  " + code + " "));
    assertThat(help.err()).isEmpty();
  }

  @Test
  void everyCommandExplainsItself() {
    for (String command : TrueCost.commandLine(plain()).getSubcommands().keySet()) {
      Ended help = Cli.run(command, "--help");

      assertThat(help.exitCode()).as(command).isEqualTo(ExitCodes.OK);
      assertThat(help.out()).as(command).contains("Usage: truecost " + command);
    }
  }

  @Test
  void noCommandIsAUsageMistake() {
    assertMistake(Cli.run(), ExitCodes.USAGE, "Missing command");
    assertMistake(Cli.run("report"), ExitCodes.USAGE, "Missing the name of a report");
  }

  @Test
  void misspeltCommandGetsAHint() {
    Ended ended = Cli.run("repaly");

    assertMistake(ended, ExitCodes.USAGE, "repaly");
    assertThat(ended.err()).contains("Did you mean \"replay\"?");
  }

  @Test
  void missingOptionIsNamed() {
    assertMistake(Cli.run("replay", "logs"), ExitCodes.USAGE, "--out");
  }

  @Test
  void valuesThatCannotBeReadAreQuotedWithAnExample() {
    assertMistake(
        Cli.run("report", "true-cost", "--data", "d", "--month", "10/2026"),
        ExitCodes.USAGE,
        "'10/2026' is not a month like 2026-10");
    assertMistake(
        Cli.run("replay", "logs", "--out", "d", "--as-of", "yesterday"),
        ExitCodes.USAGE,
        "'yesterday' is not a time like");
    assertMistake(
        Cli.run("replay", "logs", "--out", "d", "--block-size", "2TB"),
        ExitCodes.USAGE,
        "'2TB' is not a size like");
    assertMistake(
        Cli.run("report", "true-cost", "--data", "d", "--month", "2026-10", "--by", "planet"),
        ExitCodes.USAGE,
        "'planet' is none of organization, class, registry, provider, account, source");
    assertMistake(
        Cli.run("sample", "--lines", "0", "--out", folder.toString()),
        ExitCodes.USAGE,
        "--lines must be at least 1");
    assertMistake(
        Cli.run(
            "sample", "--lines", "9", "--out", folder.toString(), "--source", "crates-io-statc"),
        ExitCodes.USAGE,
        "did you mean \"crates-io-static\"?");
  }

  @Test
  void jsonAndCsvExcludeEachOther() {
    assertMistake(
        Cli.run("sql", "SELECT 1", "--data", data.toString(), "--json", "--csv"),
        ExitCodes.USAGE,
        "mutually exclusive");
  }

  @Test
  void wrongConfigurationIsReportedWithAllItsProblems() throws Exception {
    Path sources = folder.resolve("sources.yaml");
    Files.writeString(
        sources,
        """
        sources:
          - id: crates-io-static
            registry: crates-oi
            format: cloudfrnt
            colour: blue
        """);

    Ended ended =
        Cli.run(
            "replay",
            folder.toString(),
            "--sources",
            sources.toString(),
            "--out",
            folder.resolve("data").toString());

    assertMistake(ended, ExitCodes.CONFIG, sources.toString());
    assertThat(ended.err())
        .contains("crates-oi", "did you mean \"crates-io\"?", "cloudfrnt", "colour");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void missingConfigurationIsSaidToBeMissing() {
    String nowhere = folder.resolve("nowhere").toString();

    assertMistake(
        Cli.run("replay", shared.toString(), "--out", nowhere, "--config", nowhere),
        ExitCodes.CONFIG,
        "is not a directory; give one with --config DIR");
    assertMistake(
        Cli.run("replay", shared.toString(), "--out", nowhere, "--sources", nowhere + ".yaml"),
        ExitCodes.CONFIG,
        "does not exist; name another with --sources FILE");
    assertThat(Path.of(nowhere)).doesNotExist();
  }

  @Test
  void unknownSourceGetsAHint() {
    assertMistake(
        Cli.run(
            "replay",
            shared.toString(),
            "--source",
            "crates-io-statik",
            "--out",
            folder.resolve("data").toString()),
        ExitCodes.CONFIG,
        "did you mean \"crates-io-static\"?");
  }

  @Test
  void directoryOfSomebodyElseIsRefused() throws Exception {
    Files.writeString(folder.resolve("thesis.txt"), "mine");

    assertMistake(
        replay(shared.resolve("logs"), folder),
        ExitCodes.DATA_DIRECTORY,
        "is not a Truecost data directory");
    assertMistake(
        Cli.run("sql", "SELECT 1", "--data", folder.toString()),
        ExitCodes.DATA_DIRECTORY,
        "is not a Truecost data directory");
    assertMistake(
        Cli.run("demo", "--out", folder.toString()), ExitCodes.DATA_DIRECTORY, "is not empty");
    assertThat(folder.resolve("thesis.txt")).hasContent("mine");
  }

  @Test
  void missingDataDirectoryIsSaidToBeMissing() {
    String nowhere = folder.resolve("nowhere").toString();

    for (Ended ended :
        new Ended[] {
          Cli.run("sql", "SELECT 1", "--data", nowhere),
          Cli.run("compact", "--data", nowhere),
          Cli.run("report", "true-cost", "--data", nowhere, "--month", "2026-10")
        }) {
      assertMistake(ended, ExitCodes.DATA_DIRECTORY, "There is no data directory");
    }
  }

  @Test
  void monthWithoutUsageNamesTheMonthsThereAre() {
    assertMistake(
        Cli.run("report", "true-cost", "--data", data.toString(), "--month", "2025-01"),
        ExitCodes.FAILED,
        "no usage of 2025-01; it has 2026-10");
  }

  @Test
  void reportTakesTheNewestMonthOrSeveralAndSaysWhatIsElsewhere() throws Exception {
    Path logs = Files.createDirectories(folder.resolve("logs/crates-io-static"));
    Files.writeString(
        logs.resolve("a.gz"), FIELDS + LINE + LINE.replace("2026-10-03", "2026-09-30") + LINE);
    Path out = folder.resolve("data");
    replay(folder.resolve("logs"), out);

    Ended newest = Cli.run("report", "true-cost", "--data", out.toString(), "--by", "tool");
    Ended both =
        Cli.run(
            "report",
            "true-cost",
            "--data",
            out.toString(),
            "--by",
            "source,country",
            "--month",
            "2026-09..2026-10",
            "--json");

    assertThat(newest.out())
        .startsWith("True cost of 2026-10 ")
        .contains(
            "Shown is 2026-10, the newest month with usage",
            "Not in this report: 1 request in 2026-09, by the time of their lines.");
    JsonNode json = new ObjectMapper().readTree(both.out());
    assertThat(json.path("month").asText()).isEqualTo("2026-09..2026-10");
    assertThat(json.path("true_cost_total").path("requests").asInt()).isEqualTo(3);
    assertThat(json.path("true_cost").get(0).path("source").asText()).isEqualTo("crates-io-static");
    assertMistake(
        Cli.run("report", "true-cost", "--data", "d", "--month", "2026-10..2026-09"),
        ExitCodes.USAGE,
        "ends before it begins");
  }

  @Test
  void reportInACurrencyWithoutCardsSaysSoFirst() throws Exception {
    String[] command = {
      "report", "true-cost", "--data", data.toString(), "--by", "registry", "--currency", "EUR"
    };

    Ended text = Cli.run(command);
    JsonNode json = new ObjectMapper().readTree(Cli.run(with(command, "--json")).out());

    assertThat(text.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(text.out().lines().skip(1).findFirst().orElseThrow())
        .contains(
            "ATTENTION: nothing is priced, since no rate card that applies is in EUR",
            "There are cards in USD: choose with --currency");
    assertThat(text.out()).contains("| unrated");
    assertThat(json.path("attention").asText()).startsWith("ATTENTION: nothing is priced");
    assertThat(json.path("true_cost").get(0).path("number_kind").asText()).isEqualTo("unrated");
  }

  @Test
  void aMissingChoiceIsToldWithOneWord() {
    Ended ended = Cli.run("purge", "--data", "x");

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(ended.err()).startsWith("error: Missing required argument");
  }

  @Test
  void aTimeIsInYearsThatLogsCanBeOf() {
    for (String time : List.of("+999999999-12-31", "1969-12-31", "+10000-01-01T00:00:00Z")) {
      Ended ended = Cli.run("purge", "--dry-run", "--data", "x", "--as-of", time);

      assertThat(ended.exitCode()).isEqualTo(ExitCodes.USAGE);
      assertThat(ended.err()).contains(time + "' is not in the years 1970 to 9999");
    }
  }

  @Test
  void badSqlIsOneSentence() {
    assertMistake(
        Cli.run("sql", "SELEC 1", "--data", data.toString()), ExitCodes.FAILED, "Not valid SQL");
    assertMistake(
        Cli.run("sql", "SELECT x FROM usage", "--data", data.toString()),
        ExitCodes.FAILED,
        "\"x\"");
    assertMistake(
        Cli.run("sql", "DROP VIEW usage", "--data", data.toString()),
        ExitCodes.FAILED,
        "Only a query that reads is allowed");
  }

  @Test
  void restrictedTablesNeedTheirOption() throws Exception {
    String query = "SELECT reason, lines FROM rejects";

    assertMistake(
        Cli.run("sql", query, "--data", data.toString()),
        ExitCodes.FAILED,
        "The table rejects is restricted, for it holds parts of log lines; --restricted shows it.");
    Ended shown = Cli.run("sql", query, "--data", data.toString(), "--restricted", "--json");
    assertThat(new ObjectMapper().readTree(shown.out()))
        .hasToString("[{\"reason\":\"too_few_fields\",\"lines\":1}]");
  }

  @Test
  void sqlAnswersInThreeForms() throws Exception {
    String query =
        "SELECT organization, requests, [1, 2] AS list, NULL AS nothing, 1.50 AS price FROM usage";

    Ended text = Cli.run("sql", query, "--data", data.toString());
    assertThat(text.out()).contains("| unattributed |        2 |", "1 row");
    assertThat(Cli.run("sql", query, "--data", data.toString(), "--csv").out())
        .isEqualTo("organization,requests,list,nothing,price\nunattributed,2,\"[1, 2]\",,1.50\n");
    assertThat(Cli.run("sql", query, "--data", data.toString(), "--json").out())
        .isEqualTo(
            "[\n{\"organization\":\"unattributed\",\"requests\":2,\"list\":[1,2],"
                + "\"nothing\":null,\"price\":1.50}\n]\n");
  }

  @Test
  void bytesAreHexInEveryForm() {
    String query = "SELECT '\\xAA\\x01'::BLOB AS b, {'x': '\\xFF'::BLOB} AS s";

    assertThat(Cli.run("sql", query, "--data", data.toString()).out()).contains("| aa01 |");
    assertThat(Cli.run("sql", query, "--data", data.toString(), "--csv").out())
        .isEqualTo("b,s\naa01,{x=ff}\n");
    assertThat(Cli.run("sql", query, "--data", data.toString(), "--json").out())
        .isEqualTo("[\n{\"b\":\"aa01\",\"s\":{\"x\":\"ff\"}}\n]\n");
  }

  @Test
  void aQueryPastItsTimeLimitIsStoppedWithItsOwnExitCode() {
    String endless = "SELECT count(*) FROM range(10000000000) a, range(100000) b";
    String[] command = {"sql", endless, "--data", data.toString(), "--timeout", "1s", "--json"};

    assertMistake(
        Cli.run(command), ExitCodes.TIME_LIMIT, "The query was stopped: it took longer than 1 s.");
    for (String wrong : new String[] {"0s", "-1", "1d", "", "s", "999999h", "1.5s"}) {
      assertMistake(
          Cli.run("sql", "SELECT 1", "--data", data.toString(), "--timeout", wrong),
          ExitCodes.USAGE,
          "'" + wrong + "' is not a time limit like 30s, 5m or 1h");
    }
    assertThat(Cli.run("sql", "SELECT 1", "--data", data.toString(), "--timeout", "5m").exitCode())
        .isEqualTo(ExitCodes.OK);
  }

  @Test
  void sqlWithoutRowsIsAnEmptyArray() throws Exception {
    Ended none = Cli.run("sql", "SELECT 1 AS one WHERE false", "--data", data.toString(), "--json");

    assertThat(new ObjectMapper().readTree(none.out())).isEmpty();
  }

  @Test
  void reportHasTheSameNumbersInJsonAndCsv() throws Exception {
    String[] command = {
      "report", "true-cost", "--data", data.toString(), "--month", "2026-10", "--by", "registry"
    };

    Ended json = Cli.run(with(command, "--json"));
    Ended csv = Cli.run(with(command, "--csv"));

    JsonNode row = new ObjectMapper().readTree(json.out()).path("true_cost").get(0);
    assertThat(row.path("registry").asText()).isEqualTo("crates-io");
    assertThat(row.path("requests").asLong()).isEqualTo(2);
    assertThat(row.path("bytes_sent").asLong()).isEqualTo(2000);
    assertThat(csv.out().lines().skip(1))
        .singleElement()
        .asString()
        .startsWith("crates-io,2,2000,");
  }

  @Test
  void replayTellsTheFateOfEveryLine() throws Exception {
    Ended ended = replay(shared.resolve("logs"), folder.resolve("data"), "--json");

    JsonNode summary = new ObjectMapper().readTree(ended.out());
    assertThat(summary.path("fates")).hasSize(1);
    JsonNode total = summary.path("fates_total");
    assertThat(total.path("physical_lines").asInt()).isEqualTo(5);
    assertThat(total.path("directives").asInt()).isEqualTo(2);
    assertThat(total.path("counted").asInt()).isEqualTo(2);
    assertThat(total.path("rejected").asInt()).isEqualTo(1);
    assertThat(summary.path("rejects").get(0).path("reason").asText()).isEqualTo("too_few_fields");
  }

  @Test
  void replayOfKnownFilesDoesNothing() {
    Ended again = replay(shared.resolve("logs"), data);

    assertThat(again.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(again.out()).contains("Nothing new to replay", "1 file was metered before");
  }

  @Test
  void fileThatNoSourceClaimsIsListedAndMakesTheRunPartial() throws Exception {
    Path logs = folder.resolve("logs");
    Files.createDirectories(logs.resolve("crates-io-static"));
    Files.writeString(logs.resolve("crates-io-static/a.gz"), FIELDS + LINE);
    Files.writeString(logs.resolve("mystery.log"), "?\n");
    Files.writeString(logs.resolve("README.md"), "Not a log, but a note.\n");

    Ended ended = replay(logs, folder.resolve("data"));

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.PARTIAL);
    assertThat(ended.out()).contains("1 file matches no source", "mystery.log");
    assertThat(ended.out()).doesNotContain("README.md");
  }

  @Test
  void replacedFileIsToldAndRestatedByForce() throws Exception {
    Path log = folder.resolve("logs/crates-io-static/a.gz");
    Files.createDirectories(log.getParent());
    Files.writeString(log, FIELDS + LINE + LINE);
    Path out = folder.resolve("data");
    replay(folder.resolve("logs"), out);
    Files.writeString(log, FIELDS + LINE.replace("10:15:00", "10:16:00"));

    Ended replaced = replay(folder.resolve("logs"), out);
    Ended forced = replay(folder.resolve("logs"), out, "--force", log.toString(), "--json");

    assertThat(replaced.exitCode()).as(replaced.err()).isEqualTo(ExitCodes.PARTIAL);
    assertThat(replaced.out())
        .contains(
            "1 file has the name of a metered file but other content. Both contents now count.",
            "--force FILE restates its batch",
            "a.gz (source crates-io-static): earlier content replaced: 4 lines in batch"
                + " crates-io-static/2026-10-03");
    assertThat(forced.exitCode()).as(forced.err()).isEqualTo(ExitCodes.OK);
    assertThat(new ObjectMapper().readTree(forced.out()).path("files").get(0).path("fate").asText())
        .isEqualTo("renewed");
    assertThat(answer("SELECT sum(requests) AS requests FROM usage", out)).isEqualTo("1");
  }

  @Test
  void batchesOfAnotherDefinitionOrConfigurationAreTold() throws Exception {
    Path out = folder.resolve("data");
    replay(shared.resolve("logs"), out);

    Ended other = replay(shared.resolve("logs"), out, "--definition", "crates-io");
    Ended json = replay(shared.resolve("logs"), out, "--definition", "crates-io", "--json");
    Path sources = folder.resolve("sources.yaml");
    Files.writeString(
        sources, Files.readString(Cli.HOME.resolve("config/sources.yaml")) + "# Changed.\n");
    Ended changed = replay(shared.resolve("logs"), out, "--sources", sources.toString());
    Path log = shared.resolve("logs/crates-io-static/a.gz");
    Ended forced =
        replay(
            shared.resolve("logs"),
            out,
            "--sources",
            sources.toString(),
            "--force",
            log.toString());

    assertThat(other.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(other.out())
        .contains(
            "1 batch was metered under another definition of a download than crates-io/",
            "--force FILE",
            "crates-io-static/2026-10-03: default/");
    assertThat(
            new ObjectMapper()
                .readTree(json.out())
                .path("metered_otherwise")
                .get(0)
                .path("batch_id")
                .asText())
        .isEqualTo("crates-io-static/2026-10-03");
    assertThat(changed.out())
        .contains("1 batch of these files was metered under another configuration");
    assertThat(forced.out()).doesNotContain("metered under another");
  }

  @Test
  void oneMissingInputOfSeveralIsListedAndMakesTheRunPartial() {
    Ended ended =
        Cli.run(
            "replay",
            shared.resolve("logs").toString(),
            folder.resolve("nowhere.gz").toString(),
            "--as-of",
            "2026-11-01",
            "--out",
            folder.resolve("data").toString());

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.PARTIAL);
    assertThat(ended.out()).contains("1 input could not be read:", "nowhere.gz: does not exist");
  }

  @Test
  void missingInputAloneIsAUsageMistake() {
    Path nowhere = folder.resolve("nowhere");

    assertMistake(
        replay(nowhere, folder.resolve("data")),
        ExitCodes.USAGE,
        "LOGS " + nowhere + " does not exist");
    assertMistake(
        replay(nowhere, folder.resolve("data"), nowhere + "2"),
        ExitCodes.USAGE,
        "None of the 2 LOGS exists: " + nowhere + " does not exist");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void damagedFileIsNamedAndMakesTheRunPartial() throws Exception {
    StringBuilder text = new StringBuilder(FIELDS);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 2_000; i++) {
      text.append(LINE.replace("\t1000\t", "\t" + random.nextInt(1_000_000) + "\t"));
    }
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
      gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    Path log = folder.resolve("logs/crates-io-static/cut.gz");
    Files.createDirectories(log.getParent());
    Files.write(log, Arrays.copyOf(stored.toByteArray(), stored.size() / 2));

    Ended cut = replay(folder.resolve("logs"), folder.resolve("data"));
    Files.write(log, stored.toByteArray());
    Ended whole = replay(folder.resolve("logs"), folder.resolve("data"));

    assertThat(cut.exitCode()).isEqualTo(ExitCodes.PARTIAL);
    assertThat(cut.out())
        .contains(
            "1 file is damaged: its lines up to the damage count",
            "crates-io-static/cut.gz (source crates-io-static): corrupt_compression");
    assertThat(whole.exitCode()).as(whole.out()).isEqualTo(ExitCodes.OK);
    assertThat(answer("SELECT sum(requests) AS requests FROM usage", folder.resolve("data")))
        .isEqualTo("2000");
  }

  @Test
  void forcedFileWithoutItsBatchIsRefused() throws Exception {
    Path logs = Files.createDirectories(folder.resolve("logs/crates-io-static"));
    Files.writeString(logs.resolve("a.gz"), FIELDS + LINE);
    Files.writeString(logs.resolve("b.gz"), FIELDS + LINE + LINE);
    Path out = folder.resolve("data");
    replay(folder.resolve("logs"), out);
    Files.delete(logs.resolve("b.gz"));

    Ended ended = replay(folder.resolve("logs"), out, "--force", logs.resolve("a.gz").toString());

    assertMistake(ended, ExitCodes.RESTATEMENT, "A batch can only be restated whole");
  }

  @Test
  void compactionKeepsTheSums() throws Exception {
    Path out = folder.resolve("data");
    replay(shared.resolve("logs"), out);

    Ended compacted = Cli.run("compact", "--data", out.toString(), "--json");

    assertThat(compacted.exitCode()).as(compacted.err()).isEqualTo(ExitCodes.OK);
    JsonNode report = new ObjectMapper().readTree(compacted.out());
    assertThat(report.path("compaction").findValuesAsText("table"))
        .containsExactly("usage", "downloads", "bandwidth", "clients", "ledger", "rejects");
    assertThat(report.path("compaction_total").path("rows_after").asLong())
        .isLessThanOrEqualTo(report.path("compaction_total").path("rows_before").asLong());
    JsonNode derived = report.path("derived");
    assertThat(derived).hasSize(1);
    assertThat(derived.get(0).path("table").asText()).isEqualTo("usage_month");
    assertThat(derived.get(0).path("rows_after").asLong()).isEqualTo(1);
    assertThat(
            Cli.run(
                    "sql",
                    "SELECT sum(requests) AS requests FROM usage_month",
                    "--data",
                    out.toString(),
                    "--csv")
                .out())
        .isEqualTo("requests\n2\n");
  }

  @Test
  void compactionSaysWhatItChangedAndWhatStaysOnDisk() {
    Path out = folder.resolve("data");
    replay(shared.resolve("logs"), out);

    Ended first = Cli.run("compact", "--data", out.toString());
    Ended again = Cli.run("compact", "--data", out.toString(), "--keep", "1");

    assertThat(first.out())
        .contains("Compacted " + out + ", commit 2", "Derived from usage", "| usage_month |")
        .contains("stay on disk for readers of the newest 2 commits (--keep 2)");
    assertThat(again.out())
        .contains("Nothing to compact in " + out + ", commit 2")
        .contains("Only the newest commit is kept (--keep 1)");
  }

  @Test
  void sampleIsWrittenAsAsked() throws Exception {
    Ended ended =
        Cli.run(
            "sample",
            "--lines",
            "500",
            "--source",
            "maven-central",
            "--out",
            folder.toString(),
            "--json");

    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCodes.OK);
    JsonNode sources = new ObjectMapper().readTree(ended.out()).path("sources");
    assertThat(sources).hasSize(1);
    assertThat(sources.get(0).path("lines").asInt()).isEqualTo(500);
    assertThat(folder.resolve("maven-central")).isNotEmptyDirectory();
  }

  @Test
  void completionIsAScriptThatKnowsTheCommands() {
    Ended script = Cli.run("completion");

    assertThat(script.out()).startsWith("#!/usr/bin/env bash").contains("true-cost", "--as-of");
  }

  @Test
  void bugSaysThatItIsOneAndHowToShowWhere() {
    Failure failure = Failure.of(new IllegalStateException("Impossible"));

    assertThat(failure.exitCode()).isEqualTo(ExitCodes.BUG);
    assertThat(failure.message()).contains("bug", "Impossible");
  }

  @Test
  void stacktraceIsShownOnlyOnRequest() {
    String[] command = {"sql", "SELEC 1", "--data", data.toString()};

    assertThat(Cli.run(command).err()).doesNotContain("\tat ");
    assertThat(Cli.run(with(command, "--stacktrace")).err()).contains("\tat org.truecost");
  }

  private static Terminal plain() {
    return Terminal.plain(
        new java.io.PrintWriter(new java.io.StringWriter()),
        new java.io.PrintWriter(new java.io.StringWriter()));
  }

  private static Ended replay(Path logs, Path out, String... more) {
    return Cli.run(
        with(
            new String[] {
              "replay", logs.toString(), "--out", out.toString(), "--as-of", "2026-11-01", "--quiet"
            },
            more));
  }

  private static String answer(String query, Path data) {
    Ended ended = Cli.run("sql", query, "--data", data.toString(), "--csv");
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCodes.OK);
    return ended.out().lines().skip(1).collect(java.util.stream.Collectors.joining("\n"));
  }

  private static String[] with(String[] command, String... more) {
    String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }

  private static void assertMistake(Ended ended, int exitCode, String message) {
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
    assertThat(ended.err()).startsWith("error: ").contains(message).doesNotContain("\tat ");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void refusesAReplayWithoutAMeteringOperator() {
    for (String count : new String[] {"0", "-1"}) {
      Ended answer = Cli.run("replay", "logs", "--out", "d", "--parallelism", count);

      assertThat(answer.exitCode()).isEqualTo(ExitCodes.USAGE);
      assertThat(answer.err()).contains("--parallelism must be at least 1: " + count);
    }
  }

  @Test
  void refusesMoreMeteringOperatorsThanThereIsMemoryFor() {
    assertMistake(
        replay(shared, folder.resolve("data"), "--parallelism", "1000"),
        ExitCodes.USAGE,
        "--parallelism must be at most 64: 1000");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void refusesKeysInsideTheDataDirectory() {
    Ended answer = Cli.run("replay", shared.toString(), "--out", "d", "--keys", "other/../d/keys");

    assertThat(answer.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(answer.err()).contains("--keys must lie outside the data directory d");
  }
}
