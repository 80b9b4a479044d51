package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.truecost.tables.RollUps.Split;

class RollUpsTest {
  private static final Map<String, Long> FIRST = Map.of();
  private static final DataFile MERGED = usage("compacted-1", "2026-10", "a", "b");
  private static final DataFile DERIVED = derived(List.of(MERGED), FIRST);

  @Test
  void aRollUpStandsForTheFilesItWasMadeFrom() {
    assertThat(split(FIRST, MERGED, DERIVED)).isEqualTo(new Split(List.of(DERIVED), List.of()));
  }

  @Test
  void whatWasPublishedSinceIsReadBesideIt() {
    DataFile since = usage("run-1", "2026-10", "a");

    assertThat(split(FIRST, MERGED, DERIVED, since))
        .isEqualTo(new Split(List.of(DERIVED), List.of(since)));
  }

  @Test
  void aRestatedBatchMakesItStale() {
    assertThat(split(Map.of("b", 2L), MERGED, DERIVED))
        .isEqualTo(new Split(List.of(), List.of(MERGED)));
    assertThat(split(Map.of("other", 2L), MERGED, DERIVED).derived()).containsExactly(DERIVED);
  }

  @Test
  void aRollUpOfARestatedBatchHoldsUntilTheNextRestatement() {
    Map<String, Long> second = Map.of("b", 2L);
    DataFile derived = derived(List.of(MERGED), second);

    assertThat(split(second, MERGED, derived).derived()).containsExactly(derived);
    assertThat(split(Map.of("b", 3L), MERGED, derived).derived()).isEmpty();
    assertThat(split(FIRST, MERGED, derived).derived()).isEmpty();
  }

  @Test
  void replacedAddedOrMissingFilesMakeItStale() {
    DataFile other = usage("compacted-2", "2026-10", "a", "b");

    assertThat(split(FIRST, other, DERIVED)).isEqualTo(new Split(List.of(), List.of(other)));
    assertThat(split(FIRST, MERGED, other, DERIVED).derived()).isEmpty();
    assertThat(split(FIRST, DERIVED)).isEqualTo(new Split(List.of(), List.of()));
  }

  @Test
  void anotherPartitionIsNoneOfItsBusiness() {
    DataFile september = usage("compacted-3", "2026-09", "a");

    assertThat(split(Map.of(), MERGED, DERIVED, september))
        .isEqualTo(new Split(List.of(DERIVED), List.of(september)));
  }

  @Test
  void oneStaleFileOfSeveralMakesAllStale() {
    DataFile unknown = file("usage_month", "compacted-old", "2026-10");
    DataFile twin = derived(List.of(MERGED), FIRST);

    assertThat(split(FIRST, MERGED, DERIVED, twin).derived())
        .containsExactlyInAnyOrder(DERIVED, twin);
    assertThat(split(FIRST, MERGED, DERIVED, unknown))
        .isEqualTo(new Split(List.of(), List.of(MERGED)));
  }

  private static Split split(Map<String, Long> revisions, DataFile... files) {
    Commit commit =
        new Commit(1, List.of(files), List.of(), revisions, Map.of(), List.of(), "test");
    return RollUps.split(commit, Tables.USAGE_MONTH, Tables.USAGE);
  }

  private static DataFile derived(List<DataFile> base, Map<String, Long> revisions) {
    String name = RollUps.fileName(new ArrayList<>(base), revisions);
    return file("usage_month", name, "2026-10");
  }

  private static DataFile usage(String name, String month, String... batches) {
    return file("usage", name, month, batches);
  }

  private static DataFile file(String table, String name, String month, String... batches) {
    String path = table + "/registry=pypi/month=" + month + "/" + name;
    return new DataFile(table, path, "pypi", month, 1, 1, List.of(batches));
  }
}
