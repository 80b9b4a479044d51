package org.truecost.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.Change;
import org.truecost.tables.Change.Checkpoint;
import org.truecost.tables.Column;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.DataFile;
import org.truecost.tables.TableSchema;
import org.truecost.tables.Tables;

class TrueCostDatabaseTest {
  @TempDir Path folder;
  private DataDirectory directory;
  private RandomTables random;

  @BeforeEach
  void open() throws IOException {
    directory = DataDirectory.create(folder);
    random = new RandomTables(directory, 7);
  }

  @Test
  void showsTypedEmptyTablesBeforeTheFirstCommit() throws Exception {
    try (TrueCostDatabase database = TrueCostDatabase.open(directory, Access.RESTRICTED)) {
      for (TableSchema table : Tables.all()) {
        Sql.Result answer = Sql.run(database, "SELECT * FROM " + table.name());
        assertThat(answer.columns())
            .containsExactlyElementsOf(table.columns().stream().map(Column::name).toList());
        assertThat(answer.rows()).isEmpty();
      }
      assertThat(Sql.run(database, "SELECT typeof(sum(requests)) FROM usage").rows())
          .containsExactly(List.of("HUGEINT"));
    }
  }

  @Test
  void hidesRestrictedTablesUnlessAsked() throws Exception {
    random.publish("pypi", "batch", 1, 10);
    try (TrueCostDatabase database = TrueCostDatabase.open(directory, Access.PUBLIC)) {
      assertThatThrownBy(() -> Sql.run(database, "SELECT * FROM rejects"))
          .isInstanceOf(Sql.QueryException.class)
          .hasMessageContaining("rejects");
    }
    try (TrueCostDatabase database = TrueCostDatabase.open(directory, Access.RESTRICTED)) {
      assertThat(Sql.run(database, "SELECT * FROM rejects").rows()).hasSize(10);
    }
  }

  @Test
  void showsOnlyTheLiveRevisionOfARestatedBatch() throws Exception {
    random.publish("pypi", "o'batch", 1, 10);
    Commit before = random.publish("pypi", "other", 1, 7);
    random.publish("npm", "o'batch", 2, 3);

    assertThat(counts(directory.log().head())).containsExactly("o'batch 2 3", "other 1 7");
    assertThat(counts(before)).containsExactly("o'batch 1 10", "other 1 7");
  }

  @Test
  void staysOnItsCommitWhileOthersPublish() throws Exception {
    random.publish("pypi", "a", 1, 10);
    try (TrueCostDatabase database = TrueCostDatabase.open(directory, Access.PUBLIC)) {
      random.publish("pypi", "b", 1, 10);
      assertThat(Sql.run(database, "SELECT count(*) FROM usage").rows())
          .containsExactly(List.of(10L));
      assertThat(database.commit().sequence()).isEqualTo(1);
    }
  }

  @Test
  void doesNotSeeAFileThatNoCommitNames() throws Exception {
    random.publish("pypi", "a", 1, 10);
    random.write(Tables.USAGE, "pypi", "a", 1, 1000);

    assertThat(counts(directory.log().head())).containsExactly("a 1 10");
  }

  @Test
  void namesAMissingFile() throws Exception {
    Commit commit = random.publish("pypi", "a", 1, 10);
    String lost = commit.files(Tables.LEDGER).get(0).path();
    Files.delete(directory.resolve(lost));

    assertThatThrownBy(() -> TrueCostDatabase.open(directory, Access.PUBLIC))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining(lost)
        .hasMessageContaining("missing");
  }

  @Test
  void namesAFileThatIsCut() throws Exception {
    Commit commit = random.publish("pypi", "a", 1, 10);
    Path cut = directory.resolve(commit.files(Tables.CLIENTS).get(0).path());
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 1));

    assertThatThrownBy(() -> TrueCostDatabase.open(directory, Access.PUBLIC))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContainingAll(
            cut.toString(), "has " + (whole.length - 1) + " bytes instead of " + whole.length);
  }

  @Test
  void readsTenThousandFiles() throws Exception {
    DataFile one = random.write(Tables.BANDWIDTH, "pypi", "a", 1, 2);
    List<DataFile> files = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String path = "bandwidth/registry=pypi/month=2026-10/link-" + i + ".parquet";
      Files.createLink(directory.resolve(path), directory.resolve(one.path()));
      files.add(new DataFile("bandwidth", path, "pypi", "2026-10", 2, one.bytes(), List.of("a")));
    }
    directory.log().append(Change.publish("many", new Checkpoint("m", 1), files, List.of()));

    try (TrueCostDatabase database = TrueCostDatabase.sandbox(directory, Access.PUBLIC)) {
      assertThat(Sql.run(database, "SELECT count(*) FROM bandwidth").rows())
          .containsExactly(List.of(20_000L));
    }
  }

  private List<String> counts(Commit commit) throws Exception {
    try (TrueCostDatabase database = TrueCostDatabase.open(directory, commit, Access.PUBLIC)) {
      return Sql.run(
              database,
              "SELECT batch_id || ' ' || revision || ' ' || count(*) FROM usage"
                  + " GROUP BY batch_id, revision ORDER BY 1")
          .rows()
          .stream()
          .map(row -> (String) row.get(0))
          .toList();
    }
  }
}
