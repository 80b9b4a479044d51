package org.truecost;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The walls of this module: the domain is plain Java, and repeats itself exactly. */
@AnalyzeClasses(packages = "org.truecost", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleBoundariesTest {

  @ArchTest
  static final ArchRule THE_DOMAIN_KNOWS_NO_ENGINE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.kafka..",
              "org.apache.parquet..",
              "org.apache.hadoop..",
              "org.duckdb..",
              "org.slf4j..",
              "picocli..");

  @ArchTest
  static final ArchRule THE_DOMAIN_KNOWS_NOT_WHO_USES_IT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.truecost.ingest..",
              "org.truecost.tables..",
              "org.truecost.metering..",
              "org.truecost.streaming..",
              "org.truecost.reports..",
              "org.truecost.cli..");

  @ArchTest
  static final ArchRule ONLY_LOADERS_READ_FILES_WITH_JACKSON =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.truecost.config..")
          .and()
          .haveSimpleNameNotEndingWith("Loader")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule TIME_ENTERS_AS_AN_ARGUMENT =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(LocalDateTime.class, "now")
          .orShould()
          .callMethod(OffsetDateTime.class, "now")
          .orShould()
          .callMethod(ZonedDateTime.class, "now")
          .orShould()
          .callMethod(YearMonth.class, "now")
          .orShould()
          .callMethod(Year.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .orShould()
          .callConstructor(Date.class);

  @ArchTest
  static final ArchRule CHANCE_ENTERS_AS_A_SEED =
      noClasses()
          .should()
          .callConstructor(Random.class)
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ThreadLocalRandom.class);

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      classes()
          .should()
          .haveSimpleNameNotEndingWith("Util")
          .andShould()
          .haveSimpleNameNotEndingWith("Utils")
          .andShould()
          .haveSimpleNameNotEndingWith("Helper")
          .andShould()
          .haveSimpleNameNotEndingWith("Manager")
          .andShould()
          .haveSimpleNameNotEndingWith("Common");
}
