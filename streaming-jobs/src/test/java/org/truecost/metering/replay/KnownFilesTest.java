package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.truecost.metering.replay.CloudFrontLogs.HEADER;
import static org.truecost.metering.replay.CloudFrontLogs.gzip;
import static org.truecost.metering.replay.CloudFrontLogs.line;

import com.github.luben.zstd.Zstd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Tables;

/** Files that were seen before, that have grown, and batches that are metered again (law 3). */
class KnownFilesTest {
  @TempDir Path folder;
  private Metered metered;

  @BeforeEach
  void makeFolder() throws Exception {
    metered = new Metered(folder, CloudFrontLogs.SOURCES);
  }

  @Test
  void theSameBytesUnderOtherNamesAndCompressionsCountOnce() throws Exception {
    String text = HEADER + line(1) + line(2);
    metered.write("cf/a", text);
    metered.write("cf/b.gz", gzip(text));
    metered.run();
    metered.write("cf/c.zst", Zstd.compress(text.getBytes(StandardCharsets.UTF_8)));
    metered.run();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(2);
    assertThat(metered.select(Tables.LEDGER, "file", "counted", "duplicate"))
        .containsExactly("cf/a | 2 | 0", "cf/b.gz | 0 | 4", "cf/c.zst | 0 | 4");
    assertThat(metered.run().files()).isEmpty();
  }

  @Test
  void aFileGivenByDirectoryAndByNameIsOne() throws Exception {
    metered.write("cf/a", HEADER + line(1));
    metered.run(
        List.of(metered.logs.resolve("cf/a"), metered.logs, metered.logs.resolve("cf")), List.of());
    assertThat(metered.sum(Tables.LEDGER, "physical_lines")).isEqualTo(0);
    metered.run(List.of(metered.logs.resolve("cf/a"), metered.logs), List.of());
    assertThat(metered.sum(Tables.LEDGER, "physical_lines")).isEqualTo(3);
  }

  @Test
  void aFileThatHasGrownIsMeteredFromThereOnUnderItsHeader() throws Exception {
    metered.write("cf/a", HEADER + line(1));
    metered.run();
    metered.write("cf/a", HEADER + line(1) + line(2) + "bad\n");
    metered.run();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(2);
    assertThat(metered.sum(Tables.LEDGER, "physical_lines")).isEqualTo(5);
    assertThat(metered.select(Tables.REJECTS, "line_number")).containsExactly("5");
  }

  @Test
  void anOldCopyAndAGrownOneInOneRunCountOnce() throws Exception {
    metered.write("cf/z-old", HEADER + line(1));
    metered.write("cf/a-grown", HEADER + line(1) + line(2));
    metered.run();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(2);
  }

  @Test
  void anOldCopyThatComesAfterTheGrownOneIsADuplicate() throws Exception {
    metered.write("cf/grown", HEADER + line(1) + line(2));
    metered.run();
    metered.write("cf/old", HEADER + line(1));
    metered.run();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(2);
    assertThat(metered.sum(Tables.LEDGER, "duplicate")).isEqualTo(3);
  }

  @Test
  void anOldCopyAloneIsNotMeteredUntilTheGrownOneIsAtHand() throws Exception {
    String grown = HEADER + line(1) + line(2) + line(3);
    metered.write("cf/grown", grown);
    metered.run();
    Files.delete(metered.logs.resolve("cf/grown"));
    metered.write("cf/old", HEADER + line(1) + line(2));

    ReplayPlan alone = metered.run();
    metered.write("cf/grown", grown);
    ReplayPlan beside = metered.run();

    assertThat(alone.undecided()).containsOnlyKeys("cf/old");
    assertThat(alone.undecided().get("cf/old")).contains("cf/grown");
    assertThat(alone.isPartial()).isTrue();
    assertThat(beside.undecided()).isEmpty();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(3);
    assertThat(metered.sum(Tables.LEDGER, "duplicate")).isEqualTo(4);
  }

  @Test
  void anotherLogThatBeginsWithTheSameLineIsMetered() throws Exception {
    metered.write("cf/a", HEADER + line(1) + line(2) + line(3) + line(4));
    metered.run();
    Files.delete(metered.logs.resolve("cf/a"));
    metered.write("cf/b", HEADER + line(1) + line(5) + line(6));
    assertThat(metered.run().undecided()).isEmpty();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(7);
  }

  @Test
  void whatCouldBeAnOldCopyIsMeteredOnceItIsKnownToBeAnother() throws Exception {
    metered.write("cf/a", HEADER + line(1) + line(2) + line(3));
    metered.run();
    metered.write("cf/b", HEADER + line(1) + line(5));
    metered.run();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(5);
  }

  @Test
  void anOldCopyBesideAFileThatHasGrownTwiceIsADuplicate() throws Exception {
    metered.write("cf/a", HEADER + line(1) + line(2));
    metered.run();
    metered.write("cf/a", HEADER + line(1) + line(2) + line(3));
    metered.write("cf/old", HEADER + line(1));
    metered.run();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(3);
  }

  @Test
  void aLineThatWasCutWhenTheFileWasReadIsMeteredWhole() throws Exception {
    String cut = line(2).substring(0, 20);
    metered.write("cf/a", HEADER + line(1) + cut);
    metered.run();
    metered.write("cf/a", HEADER + line(1) + line(2) + line(3));
    metered.run();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(3);
    assertThat(metered.sum(Tables.LEDGER, "physical_lines")).isEqualTo(5);
    assertThat(metered.sum(Tables.LEDGER, "rejected")).isZero();
  }

  @Test
  void aLastLineWithoutTerminatorIsNotMeteredAgain() throws Exception {
    metered.write("cf/a", HEADER + line(1).strip());
    metered.run();
    metered.write("cf/a", HEADER + line(1) + line(2));
    metered.run();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(2);
    assertThat(metered.sum(Tables.LEDGER, "physical_lines")).isEqualTo(4);
  }

  @Test
  void forceRestatesABatchWithAChangedCatalogAndKeepsOthers() throws Exception {
    metered.write("cf/a", HEADER + line(1));
    metered.write("cf/b", HEADER + line("2026-10-05", "01:00:00", "9", "192.0.2.1", "200", "0.1"));
    metered.run();
    metered.sources = metered.sources.replace("billing_account: account", "billing_account: new");
    ReplayPlan plan = metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/a")));

    Metered fresh = new Metered(metered);
    fresh.run(List.of(metered.logs), List.of());

    assertThat(plan.restated()).containsOnlyKeys("static/2026-10-03").containsValue(2L);
    assertThat(metered.select(Tables.USAGE, "billing_account", "bytes_sent"))
        .containsExactly("account | 9", "new | 1000");
    metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/b")));
    assertThat(metered.summed(Tables.USAGE)).isEqualTo(fresh.summed(Tables.USAGE));
    assertThat(metered.summed(Tables.LEDGER)).isEqualTo(fresh.summed(Tables.LEDGER));
  }

  @Test
  void forceRefusesAndListsWhatIsMissingOfTheBatch() throws Exception {
    metered.write("cf/a", HEADER + line(1));
    metered.write("cf/b", HEADER + line(2));
    metered.run();
    Files.delete(metered.logs.resolve("cf/b"));
    assertThatThrownBy(
            () -> metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/a"))))
        .isInstanceOf(RestatementException.class)
        .hasMessageContaining("cf/b (static/2026-10-03)");
  }

  @Test
  void forceRefusesAFileThatItWouldNotRestate() throws Exception {
    String text = HEADER + line(1) + line("2026-10-05", "01:00:00", "9", "192.0.2.1", "200", "0.1");
    metered.write("cf/a", text);
    metered.run();
    metered.write("cf/a", gzip(text));
    metered.sources = metered.sources.replace("2020-01-01", "2026-10-04");
    assertThatThrownBy(
            () -> metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/a"))))
        .isInstanceOf(RestatementException.class)
        .hasMessageContaining("cf/a")
        .hasMessageContaining("static/2026-10-03");
  }

  @Test
  void forceReusesTheFirstAsOf() throws Exception {
    metered.write(
        "cf/a", HEADER + line("2026-12-01", "00:00:00", "1", "-", "200", "0.1") + line(1));
    metered.run();
    metered.asOf = Instant.parse("2027-01-01T00:00:00Z");
    metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/a")));
    assertThat(metered.sum(Tables.LEDGER, "rejected")).isEqualTo(1);
    assertThat(metered.select(Tables.LEDGER, "batch_id", "revision", "as_of"))
        .containsExactly("static/2026-10-03 | 2 | " + Replayed.AS_OF.getEpochSecond() * 1_000_000);
  }

  @Test
  void forcingAFileThatWasNeverMeteredIsMeteringIt() throws Exception {
    metered.write("cf/a", HEADER + line(1));
    metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/a")));
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(1);
  }
}
