package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FullDiskTest {
  @TempDir Path folder;

  @Test
  void leavesTheLastCommitWholeWhenTheNextDoesNotFit() throws Exception {
    assumeThat(Path.of("/bin/bash")).exists();
    Path data = folder.resolve("data");

    String printed;
    try (ChildProcess writer = ChildProcess.startLimited(8, FillingWriter.class, data.toString())) {
      printed = writer.finish();
    }

    DataDirectory directory = DataDirectory.open(data);
    long head = directory.log().head().sequence();
    assertThat(head).isPositive();
    assertThat(printed).isEqualTo("FULL at " + (head + 1) + "\nexit 0");
    try (Stream<Path> files = Files.list(directory.commits())) {
      assertThat(files).hasSize((int) head);
    }
  }
}
