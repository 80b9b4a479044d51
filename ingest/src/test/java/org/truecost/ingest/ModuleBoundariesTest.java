package org.truecost.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.truecost.ingest",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleBoundariesTest {
  @ArchTest
  static final ArchRule knowsNoEngineAndNoTables =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.parquet..",
              "org.duckdb..",
              "org.truecost.tables..",
              "org.truecost.metering..",
              "org.truecost.reports..",
              "org.truecost.rating..");

  @ArchTest
  static final ArchRule onlyThePublisherKnowsKafka =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.truecost.ingest.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..");
}
