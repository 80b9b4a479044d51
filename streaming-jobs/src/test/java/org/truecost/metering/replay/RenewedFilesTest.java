package org.truecost.metering.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.truecost.metering.replay.CloudFrontLogs.HEADER;
import static org.truecost.metering.replay.CloudFrontLogs.gzip;
import static org.truecost.metering.replay.CloudFrontLogs.line;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.metering.replay.ReplayPlan.Earlier;
import org.truecost.metering.replay.ReplayPlan.RenewedFile;
import org.truecost.tables.Tables;

/** A metered name with other content: replaced, or rotated. */
class RenewedFilesTest {
  private static final String NEXT_DAY = line("2026-10-04", "01:00:00", "9", "-", "200", "0.1");

  @TempDir Path folder;
  private Metered metered;

  @BeforeEach
  void makeFolder() throws Exception {
    metered = new Metered(folder, CloudFrontLogs.SOURCES);
    metered.write("cf/a", HEADER + line(1) + line(2));
    metered.run();
  }

  @Test
  void bothContentsOfAReplacedFileCountAndItIsSaid() throws Exception {
    metered.write("cf/a", HEADER + line(3));
    ReplayPlan plan = metered.run();
    assertThat(plan.renewed())
        .containsExactly(
            new RenewedFile("cf/a", "static", "static/2026-10-03", 4, Earlier.REPLACED));
    assertThat(plan.isPartial()).isTrue();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(3);
    assertThat(metered.run().renewed()).as("said once").isEmpty();
  }

  @Test
  void aFileThatIsAlteredBehindItsFirstLineIsReplacedToo() throws Exception {
    metered.write("cf/a", HEADER + line(1) + line(3));
    assertThat(metered.run().renewed())
        .extracting(RenewedFile::what)
        .containsOnly(Earlier.REPLACED);
  }

  @Test
  void forceDropsWhatTheForcedFileReplaces() throws Exception {
    metered.write("cf/b", HEADER + line(7));
    metered.run();
    metered.write("cf/a", HEADER + line(3));
    metered.run();
    ReplayPlan plan = metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/a")));
    assertThat(plan.renewed()).extracting(RenewedFile::what).containsExactly(Earlier.DROPPED);
    assertThat(plan.isPartial()).isFalse();
    Metered fresh = new Metered(metered);
    fresh.run();
    assertThat(metered.summed(Tables.USAGE)).isEqualTo(fresh.summed(Tables.USAGE));
    assertThat(metered.run().renewed()).isEmpty();
  }

  @Test
  void forceAtOnceDropsItTooAndBelievesTheNewContentByToday() throws Exception {
    metered.asOf = Instant.parse("2026-11-10T00:00:00Z");
    metered.write(
        "cf/a", HEADER + line(3) + line("2026-11-05", "01:00:00", "9", "-", "200", "0.1"));
    metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/a")));
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(2);
  }

  @Test
  void forceOfAnotherFileStillWantsTheEarlierContent() throws Exception {
    metered.write("cf/b", HEADER + line(7));
    metered.run();
    metered.write("cf/a", HEADER + line(3));
    assertThatThrownBy(
            () -> metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/b"))))
        .isInstanceOf(RestatementException.class)
        .hasMessageContaining("cf/a (static/2026-10-03)");
  }

  @Test
  void forceRefusesToDropSeveralContentsOfOneName() throws Exception {
    metered.write("cf/a", HEADER + line(3));
    metered.run();
    metered.write("cf/a", HEADER + line(4));
    assertThatThrownBy(
            () -> metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/a"))))
        .isInstanceOf(RestatementException.class)
        .hasMessageContaining("cf/a (static/2026-10-03)");
  }

  @Test
  void contentThatWasRotatedToAnotherNameIsNoNews() throws Exception {
    metered.write("cf/a.1.gz", gzip(HEADER + line(1) + line(2) + line(3)));
    metered.write("cf/a", HEADER + line(4));
    ReplayPlan plan = metered.run();
    assertThat(plan.renewed()).isEmpty();
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(4);
  }

  @Test
  void contentOfAnotherDayWasRotatedAway() throws Exception {
    metered.write("cf/a", HEADER + NEXT_DAY);
    ReplayPlan plan = metered.run();
    assertThat(plan.renewed()).extracting(RenewedFile::what).containsExactly(Earlier.ROTATED);
    assertThat(plan.isPartial()).isFalse();
    metered.run(List.of(metered.logs), List.of(metered.logs.resolve("cf/a")));
    assertThat(metered.sum(Tables.USAGE, "requests")).isEqualTo(3);
  }

  @Test
  void aFileThatGrewIsNotRenewed() throws Exception {
    metered.write("cf/a", HEADER + line(1) + line(2) + line(3));
    assertThat(metered.run().renewed()).isEmpty();
  }

  @Test
  void aFileThatGrowsAfterItWasRenewedIsNotRenewedAgain() throws Exception {
    metered.write("cf/a", HEADER + line(3));
    metered.run();
    metered.write("cf/a", HEADER + line(3) + line(4));
    assertThat(metered.run().renewed()).isEmpty();
  }
}
