package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {
  @Test
  void startEachTableWithTheSamePartitionAndLineageColumns() {
    for (TableSchema table : Tables.all()) {
      assertThat(table.columns().subList(0, 7))
          .extracting(Column::name)
          .containsExactlyElementsOf(
              List.of(
                  "registry",
                  "month",
                  "batch_id",
                  "revision",
                  "definition_version",
                  "catalog_digest",
                  "run_id"));
    }
  }

  @Test
  void nameEachColumnOnceInSnakeCase() {
    for (TableSchema table : Tables.all()) {
      assertThat(table.columns())
          .extracting(Column::name)
          .doesNotHaveDuplicates()
          .allMatch(name -> name.matches("[a-z]+(_[a-z]+)*"));
    }
  }

  @Test
  void restrictOnlyWhatMayHoldAddresses() {
    assertThat(Tables.all())
        .filteredOn(TableSchema::restricted)
        .extracting(TableSchema::name)
        .containsExactly("rejects");
  }
}
