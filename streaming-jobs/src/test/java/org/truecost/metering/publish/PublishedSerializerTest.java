package org.truecost.metering.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.DataFile;

class PublishedSerializerTest {
  private static final Published FULL =
      new Published(
          List.of(
              new DataFile("usage", "usage/ü.parquet", "pypi", "2026-10", 7, 1L << 40, List.of()),
              new DataFile("ledger", "l", "npm", "2026-09", 1, 2, List.of("a/1", "b/2"))),
          List.of(
              new CoveredFile(
                  "source", "file", "batch", 3, "counted", "d", 4, 5, "s", "f", "bb", 6, -7)),
          List.of(new CoveredOffsets("cluster/logs/0", 0, 1L << 50)),
          List.of(new CheckpointMark(41, false, true, 2), new CheckpointMark(42, true, false, 2)),
          List.of("_commits/job-1.fingerprints"));

  private final PublishedSerializer serializer = new PublishedSerializer();

  @Test
  void whatIsInACheckpointComesBackWhole() throws IOException {
    assertThat(roundTrip(FULL)).isEqualTo(FULL);
    Published empty = new Published(List.of(), List.of(), List.of(), List.of(), List.of());
    assertThat(roundTrip(empty)).isEqualTo(empty);
  }

  @Test
  void aCheckpointOfBeforeThereWereFingerprintsIsStillRead() throws IOException {
    Published before =
        new Published(FULL.files(), FULL.covered(), FULL.offsets(), FULL.marks(), List.of());
    byte[] now = serializer.serialize(before);

    // What came last by then is the marks.
    byte[] then = java.util.Arrays.copyOf(now, now.length - Integer.BYTES);

    assertThat(serializer.deserialize(serializer.getVersion(), then)).isEqualTo(before);
  }

  @Test
  void refusesAnotherVersion() throws IOException {
    byte[] bytes = serializer.serialize(FULL);

    assertThatThrownBy(() -> serializer.deserialize(serializer.getVersion() + 1, bytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version");
  }

  @Test
  void joinsTheirPartsInOrder() {
    Published joined = Published.joined(List.of(FULL, FULL));

    assertThat(joined.files()).hasSize(4);
    assertThat(joined.covered()).hasSize(2);
    assertThat(joined.offsets()).hasSize(2);
    assertThat(joined.marks()).hasSize(4);
  }

  @Test
  void marksAndOffsetsCrossTheSinkAsCells() {
    for (CheckpointMark mark : FULL.marks()) {
      assertThat(CheckpointMark.decode(mark.encode())).isEqualTo(mark);
    }
    assertThat(OffsetsRead.decode(OffsetsRead.encode(FULL.offsets()))).isEqualTo(FULL.offsets());
  }

  private Published roundTrip(Published published) throws IOException {
    return serializer.deserialize(serializer.getVersion(), serializer.serialize(published));
  }
}
