package org.truecost.metering;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.truecost.metering",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleBoundariesTest {
  @ArchTest
  static final ArchRule knowsNoReports =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.duckdb..", "org.truecost.reports..");

  @ArchTest
  static final ArchRule flinkStaysInTheJobAndItsSink =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.truecost.metering.job..", "org.truecost.metering.publish..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule neverReadsTheClock =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.Clock")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now");
}
