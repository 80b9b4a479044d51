package org.truecost.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between the modules, seen from the only one that knows them all. */
@AnalyzeClasses(packages = "org.truecost", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleBoundariesTest {
  @ArchTest
  static final ArchRule THE_COMMAND_USES_NO_ENGINE_ITSELF =
      noClasses()
          .that()
          .resideInAPackage("org.truecost.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.kafka..",
              "org.apache.parquet..",
              "org.apache.hadoop..",
              "org.duckdb..");

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_COMMAND =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.truecost.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.truecost.cli..", "picocli..");

  @ArchTest
  static final ArchRule READING_LOGS_NEEDS_NO_ENGINE =
      noClasses()
          .that()
          .resideInAPackage("org.truecost.ingest..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.parquet..",
              "org.apache.hadoop..",
              "org.duckdb..",
              "org.truecost.tables..",
              "org.truecost.metering..",
              "org.truecost.reports..");

  @ArchTest
  static final ArchRule METERING_KNOWS_NO_REPORTS =
      noClasses()
          .that()
          .resideInAPackage("org.truecost.metering..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.duckdb..", "org.truecost.reports..");

  @ArchTest
  static final ArchRule REPORTS_KNOW_NO_LOGS =
      noClasses()
          .that()
          .resideInAPackage("org.truecost.reports..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..", "org.truecost.ingest..", "org.truecost.metering..");

  @ArchTest
  static final ArchRule TABLES_KNOW_NO_ENGINE =
      noClasses()
          .that()
          .resideInAPackage("org.truecost.tables..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.parquet..",
              "org.duckdb..",
              "org.truecost.ingest..",
              "org.truecost.metering..",
              "org.truecost.reports..");

  @ArchTest
  static final ArchRule THE_DEVELOPMENT_CLUSTER_KNOWS_NOTHING_OF_THE_PRODUCT =
      classes()
          .that()
          .resideInAPackage("org.truecost.devcluster..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "com.fasterxml.jackson..", "org.truecost.devcluster..");

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Common)");
}
