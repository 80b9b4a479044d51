package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.CommitLog.Appended;
import org.truecost.tables.DataDirectoryException.Reason;

class CommitLogTest {
  @TempDir Path folder;
  private DataDirectory directory;
  private CommitLog log;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder.resolve("data"));
    log = directory.log();
  }

  @Test
  void isEmptyBeforeTheFirstCommit() throws IOException {
    assertThat(log.head()).isEqualTo(Commit.EMPTY);
    assertThat(log.read(1)).isEmpty();
  }

  @Test
  void readsBackExactlyWhatWasAppended() throws IOException {
    Change change =
        Change.publish(
                "replay \"of\"\nİstanbul",
                new Checkpoint("job-a", 7),
                List.of(file("usage", 2), file("ledger", 1)),
                List.of("_commits/coverage-b.jsonl", "_commits/coverage-a.jsonl"))
            .restating(Map.of("source 2026-10-01", 2L))
            .covering(
                List.of(
                    new CoveredOffsets("c/logs/1", 10, 20),
                    new CoveredOffsets("c/logs/0", 5, 6),
                    new CoveredOffsets("c/logs/1", 0, 10)));

    Appended appended = log.append(change);

    Commit expected =
        new Commit(
            1,
            List.of(file("ledger", 1), file("usage", 2)),
            List.of("_commits/coverage-a.jsonl", "_commits/coverage-b.jsonl"),
            Map.of("source 2026-10-01", 2L),
            Map.of("job-a", 7L),
            List.of(new CoveredOffsets("c/logs/0", 5, 6), new CoveredOffsets("c/logs/1", 0, 20)),
            "replay \"of\"\nİstanbul");
    assertThat(appended).isEqualTo(new Appended(expected, false));
    assertThat(log.head()).isEqualTo(expected);
    assertThat(log.read(1)).contains(expected);
  }

  @Test
  void buildsEachCommitOnTheOneBefore() throws IOException {
    log.append(publish("job-a", 1, file("usage", 1)));
    log.append(publish("job-b", 1, file("usage", 2)));
    log.append(
        Change.swap(
            "compact",
            List.of(file("usage", 3)),
            Set.of(file("usage", 1).path(), file("usage", 2).path()),
            List.of(),
            Set.of()));

    Commit head = log.head();
    assertThat(head.sequence()).isEqualTo(3);
    assertThat(head.files()).containsExactly(file("usage", 3));
    assertThat(head.lineages()).containsExactly(Map.entry("job-a", 1L), Map.entry("job-b", 1L));
    assertThat(log.read(2).orElseThrow().files())
        .containsExactly(file("usage", 1), file("usage", 2));
    assertThat(log.sequences()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void skipsACheckpointThatIsCommittedAndSaysSo() throws IOException {
    Appended first = log.append(publish("job-a", 5, file("usage", 1)));
    Appended again = log.append(publish("job-a", 5, file("usage", 2)));

    assertThat(first.skipped()).isFalse();
    assertThat(again).isEqualTo(new Appended(first.commit(), true));
    assertThat(log.head()).isEqualTo(first.commit());
    assertThat(log.hasCommitted(new Checkpoint("job-a", 5))).isTrue();
    assertThat(log.hasCommitted(new Checkpoint("job-a", 4))).isTrue();
    assertThat(log.hasCommitted(new Checkpoint("job-a", 6))).isFalse();
    assertThat(log.hasCommitted(new Checkpoint("job-b", 1))).isFalse();
  }

  @Test
  void refusesAJobThatComesFromAnOlderCheckpoint() throws IOException {
    log.append(publish("job-a", 5, file("usage", 1)));

    assertThatThrownBy(() -> log.append(publish("job-a", 4, file("usage", 2))))
        .isInstanceOf(CommitRefusedException.class)
        .hasMessageContaining("checkpoint 4")
        .hasMessageContaining("checkpoint 5");
    assertThatThrownBy(() -> log.requireNotBehind(new Checkpoint("job-a", 4)))
        .isInstanceOf(CommitRefusedException.class);
    log.requireNotBehind(new Checkpoint("job-a", 5));
    log.requireNotBehind(new Checkpoint("job-new", 0));
    assertThat(log.head().sequence()).isEqualTo(1);
  }

  @Test
  void refusesToMakeAFileLiveTwice() throws IOException {
    log.append(publish("job-a", 1, file("usage", 1)));

    assertThatThrownBy(() -> log.append(publish("job-a", 2, file("usage", 1))))
        .isInstanceOf(CommitRefusedException.class)
        .hasMessageContaining(file("usage", 1).path());
    assertThatThrownBy(() -> log.append(publish("job-a", 2, file("usage", 2), file("usage", 2))))
        .isInstanceOf(CommitRefusedException.class);
    assertThat(log.head().sequence()).isEqualTo(1);
  }

  @Test
  void refusesToRemoveWhatIsNotLive() throws IOException {
    Change swap =
        Change.swap(
            "compact", List.of(file("usage", 2)), Set.of("usage/gone"), List.of(), Set.of());

    assertThatThrownBy(() -> log.append(swap))
        .isInstanceOf(CommitRefusedException.class)
        .hasMessageContaining("usage/gone");
  }

  @Test
  void refusesARevisionThatIsNotNewer() throws IOException {
    log.append(publish("job-a", 1, file("usage", 1)).restating(Map.of("batch", 2L)));

    assertThatThrownBy(
            () -> log.append(publish("job-b", 1, file("usage", 2)).restating(Map.of("batch", 2L))))
        .isInstanceOf(CommitRefusedException.class)
        .hasMessageContaining("batch");
    assertThatThrownBy(
            () -> log.append(publish("job-b", 1, file("usage", 2)).restating(Map.of("other", 1L))))
        .isInstanceOf(CommitRefusedException.class);
  }

  @Test
  void namesTheCommitThatIsCutShortAtAnyByte() throws IOException {
    log.append(publish("job-a", 1, file("usage", 1), file("usage", 2)));
    Path commit = directory.commits().resolve("000000000001.commit");
    byte[] whole = Files.readAllBytes(commit);

    for (int length = 0; length < whole.length; length++) {
      Files.write(commit, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> log.head())
          .as("cut at %d", length)
          .isInstanceOf(DataDirectoryException.class)
          .hasMessageContaining("000000000001.commit")
          .hasFieldOrPropertyWithValue("reason", Reason.DAMAGED);
    }
  }

  @Test
  void noticesAnAlteredByte() throws IOException {
    log.append(publish("job-a", 1, file("usage", 1)));
    Path commit = directory.commits().resolve("000000000001.commit");
    String text = Files.readString(commit);

    Files.writeString(commit, text.replace("\"rows\":10", "\"rows\":11"));

    assertThatThrownBy(() -> log.head())
        .isInstanceOf(DataDirectoryException.class)
        .hasFieldOrPropertyWithValue("reason", Reason.DAMAGED);
  }

  @Test
  void refusesACommitOfANewerFormat() throws IOException {
    Files.writeString(
        directory.commits().resolve("000000000001.commit"),
        "{\"truecost\":\"commit\",\"format\":2,\"all\":\"new\"}\nFIN",
        StandardCharsets.UTF_8);

    assertThatThrownBy(() -> log.head())
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("format 2")
        .hasFieldOrPropertyWithValue("reason", Reason.NEWER_FORMAT);
  }

  @Test
  void doesNotSeeFilesThatAreNoCommits() throws IOException {
    log.append(publish("job-a", 1, file("usage", 1)));
    Files.writeString(directory.commits().resolve(".000000000002.commit.x.tmp"), "torn");
    Files.writeString(directory.commits().resolve("00000000000٣.commit"), "torn");
    Files.writeString(directory.commits().resolve("notes.commit"), "torn");

    assertThat(log.head().sequence()).isEqualTo(1);
  }

  @Test
  void appliesAnOvertakenChangeToTheNewerHead() throws IOException {
    CommitLog overtaken =
        new CommitLog(
            directory,
            new OvertakenOnce(
                new LocalCompareAndSet(directory.commits()),
                () -> log.append(publish("job-b", 1, file("usage", 2)))));

    Appended appended = overtaken.append(publish("job-a", 1, file("usage", 1)));

    assertThat(appended.commit().sequence()).isEqualTo(2);
    assertThat(log.head().files()).containsExactly(file("usage", 1), file("usage", 2));
  }

  private static Change publish(String lineage, long checkpoint, DataFile... files) {
    return Change.publish("replay", new Checkpoint(lineage, checkpoint), List.of(files), List.of());
  }

  private static DataFile file(String table, int number) {
    return new DataFile(
        table,
        table + "/registry=pypi/month=2026-10/" + number + ".parquet",
        "pypi",
        "2026-10",
        10L * number,
        1000L * number,
        List.of("batch"));
  }
}
