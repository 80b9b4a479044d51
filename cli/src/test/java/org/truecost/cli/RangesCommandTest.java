package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli.Ended;

class RangesCommandTest {
  private static final String MAY =
      """
      {"createDate": "2026-05-01-00-00-00",
       "prefixes": [
         {"ip_prefix": "192.0.2.0/25", "service": "EC2"},
         {"ip_prefix": "192.0.2.128/25", "service": "EC2"},
         {"ip_prefix": "198.51.100.0/24", "service": "S3"}],
       "ipv6_prefixes": []}
      """;

  @TempDir Path folder;
  private Path config;
  private Path file;
  private Path written;

  @BeforeEach
  void emptyConfiguration() throws IOException {
    config = Files.createDirectories(folder.resolve("config"));
    file = folder.resolve("ip-ranges.json");
    written = config.resolve("organizations/a-cloud-providers.csv");
    Files.writeString(file, MAY);
  }

  @Test
  void importsWhatACloudPublishesIntoItsNetworks() throws IOException {
    Ended imported = ranges("--json");

    assertThat(imported.err()).isEmpty();
    assertThat(imported.exitCode()).isZero();
    assertThat(imported.out()).contains("\"service\" : \"EC2\"").contains("2 new");
    assertThat(Files.readString(written))
        .contains("192.0.2.0/24,a-cloud,cloud,,,\"ip-ranges.json of 2026-05-01\"\n")
        .contains("198.51.100.0/24,a-cloud,cloud,,,");
  }

  @Test
  void aDryRunChangesNothing() {
    assertThat(ranges("--dry-run").out()).contains("Would import").contains("Nothing was changed.");
    assertThat(written).doesNotExist();
  }

  @Test
  void takesOneServiceAloneAndKnowsWhichThereAre() throws IOException {
    assertThat(ranges("--service", "S3").exitCode()).isZero();
    assertThat(Files.readString(written)).doesNotContain("192.0.2.0");

    Ended wrong = ranges("--service", "EC3");
    assertThat(wrong.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(wrong.err()).contains("has no service \"EC3\"; did you mean \"EC2\"?");
  }

  @Test
  void asksForTheDayThatAFileDoesNotTell() throws IOException {
    Files.writeString(file, "192.0.2.0/24\n");

    assertThat(ranges().exitCode()).as("the first import is for all time").isZero();
    assertThat(written).content().contains("192.0.2.0/24,a-cloud,cloud,,,\"" + file.getFileName());
    assertThat(ranges().err()).contains("does not tell its day; give it with --date");
    assertThat(ranges("--date", "2026-05-01").exitCode()).isZero();
  }

  @Test
  void namesADirectoryThatIsGivenForAFile() {
    file = config;

    Ended refused = ranges();

    assertThat(refused.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(refused.err()).contains(config + " is a directory");
  }

  @Test
  void offersKindsAsTheyAreWritten() {
    assertThat(Cli.run("ranges", "import", "--help").out())
        .contains("shared_egress")
        .doesNotContain("unknown")
        .doesNotContain("CLOUD");
    assertThat(
            Cli.run("ranges", "import", file.toString(), "--provider", "a", "--kind", "unknown")
                .err())
        .contains("'unknown' is none of company, education");
  }

  @Test
  void doesNotWriteWhatWouldContradictTheCatalog() throws IOException {
    Files.createDirectories(written.getParent());
    Files.writeString(
        written.resolveSibling("providers.csv"),
        "cidr,network_provider,network_kind\n198.51.100.0/24,b-cloud,cloud\n");

    Ended refused = ranges();

    assertThat(refused.exitCode()).isEqualTo(ExitCodes.CONFIG);
    assertThat(refused.err()).contains("198.51.100.0/24").contains("b-cloud");
    assertThat(written).doesNotExist();
  }

  @Test
  void aProviderIsNoPath() {
    Ended refused =
        Cli.run(
            "ranges",
            "import",
            file.toString(),
            "--provider",
            "../x",
            "--kind",
            "cloud",
            "--config",
            config.toString());

    assertThat(refused.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(refused.err()).contains("must be kebab-case");
  }

  private Ended ranges(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "ranges", "import", file.toString(), "--provider", "a-cloud", "--kind", "cloud"));
    arguments.addAll(List.of("--config", config.toString()));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray(new String[0]));
  }
}
