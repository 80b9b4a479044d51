package org.truecost.metering.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.config.ConfigDirectory;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LogFormat;
import org.truecost.ingest.format.LogFormats;
import org.truecost.metering.doctor.Support.Verdict;
import org.truecost.rating.RateCardLoader;
import org.truecost.rating.RateCards;
import org.truecost.source.Source;
import org.truecost.source.SourcesLoader;

final class DoctorTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final ConfigDirectory CONFIG = ConfigDirectory.read(REPOSITORY.resolve("config"));
  private static final RateCards CARDS = RateCardLoader.load(CONFIG);

  private static final String SOURCE =
      """
      sources:
        - id: origin
          registry: maven-central
          provider: own-servers
          billing_account: origin
          format: combined
          files: ["*.log"]
          bytes: body
          region: na
          valid_from: 2020-01-01
        - id: second
          registry: maven-central
          provider: fastly
          billing_account: second
          format: combined
          files: ["b*.log", "none/*"]
          hosts: ["maven.example"]
          bytes: body
          region: na
          valid_from: 2020-01-01
      """;

  private static final String LINE =
      "198.51.100.7 - - [12/Oct/2026:01:19:29 +0000] \"GET /maven2/a/b/1/b-1.jar HTTP/1.1\" 200 5"
          + " \"-\" \"Gradle/8.0\"\n";

  @TempDir Path logs;

  @Test
  void readsEveryShippedSource() {
    Doctor doctor = Doctor.examine(List.of(REPOSITORY.resolve("sample-logs")), shipped(), CARDS);

    assertThat(doctor.unreadable()).isEmpty();
    assertThat(doctor.claimedTwice()).isEmpty();
    assertThat(doctor.sources()).hasSize(16);
    assertThat(doctor.sources())
        .allSatisfy(
            source -> {
              assertThat(source.files()).as(source.source().id()).isPositive();
              assertThat(source.trial().acceptedShare()).isGreaterThan(0.9);
            });
  }

  @Test
  void saysWhatALogWithoutAddressesCannotDo() {
    Doctor doctor = Doctor.examine(List.of(REPOSITORY.resolve("sample-logs")), shipped(), CARDS);

    assertThat(support(doctor, "pypi-files", "organizations by address").verdict())
        .isEqualTo(Verdict.NO);
    assertThat(support(doctor, "pypi-files", "organizations by address").remedy()).isNotEmpty();
    assertThat(support(doctor, "pypi-files", "bytes").verdict()).isEqualTo(Verdict.NO);
    assertThat(support(doctor, "crates-io-static", "organizations by address").verdict())
        .isEqualTo(Verdict.YES);
    assertThat(support(doctor, "crates-io-static", "cost by region").verdict())
        .isNotEqualTo(Verdict.NO);
    assertThat(support(doctor, "crates-io-fastly", "bytes").verdict()).isEqualTo(Verdict.PARTLY);
    assertThat(support(doctor, "maven-central", "cache status").remedy())
        .contains("$upstream_cache_status");
  }

  @Test
  void tellsFilesThatNobodyOrTwoClaim() throws IOException {
    Files.writeString(logs.resolve("a.log"), LINE);
    Files.writeString(logs.resolve("b.log"), LINE);
    Files.writeString(logs.resolve("c.txt"), LINE);

    Doctor doctor = Doctor.examine(List.of(logs), sources(SOURCE), CARDS);

    assertThat(doctor.unmatched()).containsExactly("c.txt");
    assertThat(doctor.claimedTwice()).containsOnlyKeys("b.log");
    assertThat(doctor.claimedTwice().get("b.log")).containsExactly("origin", "second");
    assertThat(doctor.isFine()).isFalse();
    assertThat(diagnosis(doctor, "second").warnings())
        .anyMatch(warning -> warning.startsWith("no file matches"));
    assertThat(diagnosis(doctor, "origin").warnings())
        .anyMatch(warning -> warning.contains("no rate card"));
  }

  @Test
  void isFineWithFilesThatAllHaveTheirFormat() throws IOException {
    Files.writeString(logs.resolve("a.log"), LINE.repeat(3));

    Doctor doctor = Doctor.examine(List.of(logs), sources(SOURCE), CARDS);

    assertThat(doctor.isFine()).isTrue();
  }

  @Test
  void showsARejectedLineWithoutAddressAndSecret() throws IOException {
    Files.writeString(
        logs.resolve("a.log"), "198.51.100.7 2001:db8::7 token=abcdef nonsense\n".repeat(5) + LINE);

    Doctor doctor = Doctor.examine(List.of(logs), sources(SOURCE), CARDS);

    SourceDiagnosis origin = diagnosis(doctor, "origin");
    assertThat(origin.trial().rejects()).containsKey(LineOutcome.MALFORMED);
    assertThat(origin.example())
        .contains("nonsense")
        .doesNotContain("198.51.100.7", "2001:db8", "abcdef");
    assertThat(doctor.isFine()).isFalse();
  }

  @Test
  void survivesBinaryFilesAndEmptyDirectories() throws IOException {
    byte[] garbage = new byte[300_000];
    new Random(3).nextBytes(garbage);
    Files.write(logs.resolve("a.log"), garbage);
    Files.createDirectories(logs.resolve("empty"));

    Doctor doctor = Doctor.examine(List.of(logs), sources(SOURCE), CARDS);
    Doctor nothing = Doctor.examine(List.of(logs.resolve("empty")), sources(SOURCE), CARDS);

    assertThat(diagnosis(doctor, "origin").hasItsFormat()).isFalse();
    assertThat(nothing.isFine()).isTrue();
    assertThat(nothing.sources()).allMatch(source -> source.files() == 0);
  }

  private static Support support(Doctor doctor, String source, String what) {
    return diagnosis(doctor, source).supports().stream()
        .filter(support -> support.what().equals(what))
        .findFirst()
        .orElseThrow();
  }

  private static SourceDiagnosis diagnosis(Doctor doctor, String source) {
    return doctor.sources().stream()
        .filter(each -> each.source().id().equals(source))
        .findFirst()
        .orElseThrow();
  }

  private static List<Source> shipped() {
    return loader().load(CONFIG);
  }

  private static List<Source> sources(String yaml) {
    return loader().load(Path.of("s.yaml"), yaml.getBytes(StandardCharsets.UTF_8), CONFIG);
  }

  private static SourcesLoader loader() {
    return new SourcesLoader(
        LogFormats.all().stream().map(LogFormat::name).collect(Collectors.toSet()),
        spec -> java.util.Optional.empty(),
        LogFormats::requestIdProblem);
  }
}
