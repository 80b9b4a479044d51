package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TablesTest {
  @Test
  void startEachTableWithTheSamePartitionAndLineageColumns() {
    for (TableSchema table : Tables.all()) {
      String[] first =
          Tables.isDerived(table)
              ? new String[] {"registry", "month", "definition_version", "catalog_digest"}
              : new String[] {
                "registry",
                "month",
                "batch_id",
                "revision",
                "definition_version",
                "catalog_digest",
                "run_id"
              };
      assertThat(table.columns().stream().limit(first.length).map(Column::name))
          .as(table.name())
          .containsExactly(first);
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
