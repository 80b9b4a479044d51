package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.DataDirectoryException.Reason;

/** A directory that has lost its newest commit is no older and no new one, and says so. */
@Timeout(120)
class LostCommitTest {
  @TempDir Path folder;
  private DataDirectory directory;
  private CommitLog log;
  private Path hint;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder.resolve("data"));
    log = directory.log();
    hint = directory.path().resolve("_newest_commit");
  }

  @Test
  void aLostNewestCommitIsNamedToEveryone() throws IOException {
    publish(1);
    publish(2);
    Files.delete(directory.commits().resolve("000000000002.commit"));

    assertLost(log::head, "000000000002.commit is missing", "to go on from commit 1");
    assertLost(() -> publish(3), "000000000002.commit");
    assertLost(this::expire, "000000000002.commit");
    assertThat(directory.resolve("usage/2.parquet")).exists();
  }

  @Test
  void aDirectoryWithoutAnyOfItsCommitsIsNotEmpty() throws IOException {
    publish(1);
    Files.delete(directory.commits().resolve("000000000001.commit"));

    assertLost(
        log::head,
        "000000000001.commit is missing",
        "to begin anew without any commit, and replay all logs");
    Files.delete(directory.commits());
    assertLost(log::head, "000000000001.commit is missing");
    DataDirectory again = DataDirectory.create(directory.path());
    assertLost(() -> again.log().head(), "000000000001.commit is missing");
  }

  @Test
  void whoDeletesTheHintGoesOnFromWhatIsThere() throws IOException {
    publish(1);
    publish(2);
    Files.delete(directory.commits().resolve("000000000002.commit"));
    Files.delete(hint);

    assertThat(log.head().sequence()).isEqualTo(1);
    publish(3);
    assertThat(log.head().sequence()).isEqualTo(2);
    assertThat(hint).hasContent("000000000002.commit");
  }

  @Test
  void aDirectoryWithoutCommitsAndHintIsANewOneAgain() throws IOException {
    publish(1);
    Files.delete(directory.commits().resolve("000000000001.commit"));
    Files.delete(directory.commits());
    Files.delete(hint);

    assertThat(log.head()).isEqualTo(Commit.EMPTY);
    expire();
    assertThat(directory.resolve("usage/1.parquet")).doesNotExist();
  }

  @Test
  void aRunKilledBeforeItsFirstCommitLeavesAnEmptyDirectory() throws IOException {
    write("usage/killed.parquet");
    directory.coverage().write(List.of());

    assertThat(log.head()).isEqualTo(Commit.EMPTY);
  }

  @Test
  void aHintThatIsBehindAbsentOrTornStopsNobody() throws IOException {
    publish(1);
    publish(2);
    for (String content : new String[] {"000000000001.commit\n", "", "00000", "\0\0\0", "x\ny"}) {
      // As if killed between the commit and the hint, or by a power cut.
      Files.writeString(hint, content);
      assertThat(log.head().sequence()).as(content).isEqualTo(2);
    }
    Files.write(hint, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(log.head().sequence()).isEqualTo(2);
    Files.delete(hint);
    assertThat(log.head().sequence()).isEqualTo(2);
    Files.createDirectory(hint);
    assertThat(log.head().sequence()).isEqualTo(2);
    Files.delete(hint);
    publish(3);
    assertThat(hint).hasContent("000000000003.commit");
  }

  @Test
  void aHintThatCannotBeWrittenDoesNotUndoACommit() throws IOException {
    Files.createDirectories(hint.resolve("in the way"));

    publish(1);

    assertThat(log.head().sequence()).isEqualTo(1);
    try (Stream<Path> left = Files.list(directory.path())) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  @Test
  void readersBesideACommitterThatKeepsOneCommitNeverSeeDamage() throws Exception {
    publish(1);
    AtomicBoolean ended = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try {
      List<Future<Long>> looks =
          List.of(readers.submit(() -> poll(ended)), readers.submit(() -> poll(ended)));
      try {
        for (int checkpoint = 2; checkpoint <= 150; checkpoint++) {
          publish(checkpoint);
          expire();
        }
      } finally {
        ended.set(true);
      }
      for (Future<Long> look : looks) {
        assertThat(look.get()).isEqualTo(150);
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /** The last head that was seen; heads never go back. */
  private long poll(AtomicBoolean ended) throws IOException {
    long seen = 1;
    boolean last = false;
    while (!last) {
      last = ended.get();
      long head = log.head().sequence();
      assertThat(head).isGreaterThanOrEqualTo(seen);
      seen = head;
    }
    return seen;
  }

  private static void assertLost(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(DataDirectoryException.class)
        .hasFieldOrPropertyWithValue("reason", Reason.DAMAGED)
        .hasMessageContainingAll(parts)
        .satisfies(thrown -> assertThat(thrown.getMessage()).endsWith(".").doesNotContain("\n"));
  }

  private void expire() throws IOException {
    try (Lease lease = Lease.acquire(directory, "test")) {
      Expiry.expire(directory, lease, 1);
    }
  }

  private void publish(int checkpoint) throws IOException {
    log.append(
        Change.publish(
            "replay",
            new Checkpoint("job", checkpoint),
            List.of(write("usage/" + checkpoint + ".parquet")),
            List.of()));
  }

  private DataFile write(String path) throws IOException {
    Files.createDirectories(directory.resolve(path).getParent());
    Files.writeString(directory.resolve(path), "rows");
    return new DataFile("usage", path, "pypi", "2026-10", 1, 4, List.of("batch"));
  }
}
