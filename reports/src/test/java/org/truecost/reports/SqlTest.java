package org.truecost.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.reports.TrueCostDatabase.Access;
import org.truecost.tables.DataDirectory;

class SqlTest {
  @TempDir Path folder;
  private DataDirectory directory;
  private TrueCostDatabase database;

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.create(folder.resolve("data"));
    new RandomTables(directory, 1).publish("pypi", "batch", 1, 20);
    database = TrueCostDatabase.sandbox(directory, Access.PUBLIC);
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  @Test
  void answersWithNamesAndValues() throws Exception {
    Sql.Result answer =
        Sql.run(
            database,
            "SELECT 'x' AS name, 1::BIGINT AS n, 2::HUGEINT AS huge, 1.50::DECIMAL(38,12) AS cost,"
                + " DATE '2026-10-01' AS day, TIMESTAMPTZ '2026-10-01 12:00:00+12:45' AS t,"
                + " TIMESTAMP '2026-10-01 12:00:00' AS local,"
                + " [3, 1]::BIGINT[] AS list, true AS yes, NULL AS nothing;");

    assertThat(answer.columns())
        .containsExactly(
            "name", "n", "huge", "cost", "day", "t", "local", "list", "yes", "nothing");
    assertThat(answer.rows()).hasSize(1);
    assertThat(answer.rows().get(0))
        .containsExactly(
            "x",
            1L,
            BigInteger.TWO,
            new BigDecimal("1.500000000000"),
            LocalDate.of(2026, 10, 1),
            OffsetDateTime.parse("2026-09-30T23:15Z"),
            LocalDateTime.of(2026, 10, 1, 12, 0),
            List.of(3L, 1L),
            true,
            null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM usage",
        "WITH u AS (SELECT * FROM usage) SELECT sum(requests) FROM u",
        "FROM usage LIMIT 1",
        "VALUES (1)",
        "DESCRIBE usage",
        "SHOW TABLES",
        "SUMMARIZE usage",
        "-- a comment\nSELECT 1; -- another",
      })
  void answersWhateverOnlyReads(String query) throws Exception {
    assertThat(Sql.run(database, query).rows()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY usage TO 'FOLDER/usage/stolen.csv'",
        "COPY (SELECT 1) TO '/tmp/truecost-stolen.csv'",
        "CREATE TABLE t AS SELECT 1",
        "CREATE VIEW usage AS SELECT 1",
        "DROP VIEW usage",
        "INSERT INTO usage SELECT * FROM usage",
        "DELETE FROM usage",
        "ATTACH 'FOLDER/usage/x.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "EXPORT DATABASE 'FOLDER/usage'",
        "EXPLAIN ANALYZE COPY usage TO 'FOLDER/usage/x.csv'",
        "CHECKPOINT",
        "BEGIN",
      })
  void refusesWhateverDoesMoreThanRead(String query) throws Exception {
    String before = Sql.run(database, "SELECT sum(requests) FROM usage").rows().toString();

    assertThatThrownBy(() -> Sql.run(database, query.replace("FOLDER", directory.toString())))
        .isInstanceOf(Sql.QueryException.class)
        .hasMessageStartingWith("Only a query that reads is allowed");
    assertThat(Sql.run(database, "SELECT sum(requests) FROM usage").rows().toString())
        .isEqualTo(before);
  }

  @Test
  void refusesASecondStatement() {
    assertThatThrownBy(() -> Sql.run(database, "SELECT 1; SELECT 2"))
        .isInstanceOf(Sql.QueryException.class)
        .hasMessage("Exactly one query is allowed, not 2.");
    assertThatThrownBy(() -> Sql.run(database, " -- nothing"))
        .isInstanceOf(Sql.QueryException.class)
        .hasMessage("Exactly one query is allowed, not 0.");
    assertThatThrownBy(() -> Sql.run(database, "SELECT 1; DROP VIEW usage"))
        .isInstanceOf(Sql.QueryException.class)
        .hasMessageStartingWith("Only a query that reads");
  }

  @Test
  void showsBytesAsHexWhereverTheyAre() throws Exception {
    Sql.Result answer =
        Sql.run(
            database,
            "SELECT '\\xAA\\x01z'::BLOB AS b, ['\\xAA'::BLOB] AS l, {'x': '\\xFF'::BLOB, 'y': 1} AS"
                + " s, MAP {'k': '\\x00'::BLOB} AS m, ''::BLOB AS e");

    assertThat(answer.rows().get(0))
        .containsExactly("aa017a", List.of("aa"), Map.of("x", "ff", "y", 1), Map.of("k", "00"), "");
  }

  @Test
  void stopsAQueryThatTakesTooLong() throws Exception {
    String endless = "SELECT count(*) FROM range(10000000000) a, range(100000) b";
    List<List<Object>> rows = new ArrayList<>();

    assertThatThrownBy(
            () -> Sql.run(database, endless, Duration.ofSeconds(1), new Collecting(rows)))
        .isInstanceOf(Sql.TimeLimitException.class)
        .hasMessage("The query was stopped: it took longer than 1 s.");
    assertThat(rows).isEmpty();
    Sql.run(database, "SELECT 1", Duration.ofSeconds(30), new Collecting(rows));
    assertThat(rows).containsExactly(List.of(1));
  }

  private record Collecting(List<List<Object>> taken) implements Sql.Rows {
    @Override
    public void columns(List<String> names) {
      taken.clear();
    }

    @Override
    public void row(List<Object> values) {
      taken.add(values);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM rejects",
        "select count(*) from REJECTS",
        "DESCRIBE rejects",
        "SELECT * FROM main.rejects",
        "WITH r AS (FROM rejects) FROM r",
      })
  void saysHowToSeeARestrictedTable(String query) {
    assertThatThrownBy(() -> Sql.run(database, query))
        .isInstanceOf(Sql.QueryException.class)
        .hasMessageContainingAll("The table rejects is restricted", "--restricted");
  }

  @Test
  void readsNoFileOutsideTheShownTables() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret.csv"), "a\n1\n");
    for (String from :
        new String[] {
          "read_csv('" + secret + "')",
          "'" + secret + "'",
          "read_text('" + directory + "/truecost.json')",
          "read_parquet('" + directory + "/rejects/**/*.parquet')",
          "read_parquet('" + directory + "/usage/../rejects/**/*.parquet')",
          "read_csv('https://data.example/x.csv')",
        }) {
      assertThatThrownBy(() -> Sql.run(database, "SELECT * FROM " + from))
          .as(from)
          .isInstanceOf(Sql.QueryException.class)
          .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("\n"));
    }
  }

  @Test
  void saysInOneLineWhatIsWrong() throws Exception {
    assertThatThrownBy(() -> Sql.run(database, "SELECT bogus\nFROM usage"))
        .isInstanceOf(Sql.QueryException.class)
        .hasMessageContaining("bogus")
        .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("\n"));
    assertThatThrownBy(() -> Sql.run(database, "SELEC 1"))
        .isInstanceOf(Sql.QueryException.class)
        .hasMessageStartingWith("Not valid SQL")
        .hasMessageContaining("SELEC");
    assertThat(Sql.run(database, "SELECT 1").rows()).hasSize(1);
  }
}
