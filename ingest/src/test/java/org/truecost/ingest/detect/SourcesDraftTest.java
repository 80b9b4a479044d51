package org.truecost.ingest.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.config.ConfigDirectory;
import org.truecost.ingest.format.LogFormat;
import org.truecost.ingest.format.LogFormats;
import org.truecost.source.FormatSpec;
import org.truecost.source.Source;
import org.truecost.source.SourcesLoader;

final class SourcesDraftTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final ConfigDirectory CONFIG = ConfigDirectory.read(REPOSITORY.resolve("config"));

  @TempDir Path logs;

  @Test
  void recognizesEveryShippedSource() {
    Map<String, Source> shipped = byId(loader().load(CONFIG));

    SourcesDraft draft = SourcesDraft.of(REPOSITORY.resolve("sample-logs"), CONFIG);

    Map<String, Source> found = byId(load(draft));
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(shipped.keySet());
    shipped.forEach(
        (id, source) -> {
          Source own = found.get(id);
          assertThat(own.registry()).as(id).isEqualTo(source.registry());
          assertThat(own.format().name()).as(id).isEqualTo(source.format().name());
          assertThat(own.provider())
              .as(id)
              .isEqualTo(id.equals("pypi-files-json") ? "fastly" : source.provider());
          assertThat(own.bytes()).as(id).isEqualTo(source.bytes());
          assertThat(own.client()).as(id).isEqualTo(source.client());
          assertThat(own.pathPrefix()).as(id).isEqualTo(source.pathPrefix());
        });
  }

  @Test
  void givesEachRegistryItsOwnAccountAndBeginsWithTheMonth() {
    Map<String, Source> found =
        byId(load(SourcesDraft.of(REPOSITORY.resolve("sample-logs"), CONFIG)));

    assertThat(found.get("rubygems-cdn").billingAccount()).isEqualTo("rubygems-fastly");
    assertThat(found.get("pypi-files").billingAccount()).isEqualTo("pypi-fastly");
    assertThat(found.values())
        .extracting(source -> source.validFrom().toString())
        .allMatch(from -> from.endsWith("-01T00:00:00Z"));
  }

  @Test
  void takesAStrangersRegistryForNoneOfOurs() throws IOException {
    for (String path : List.of("/packages/acme%d", "/v3/acme%d/1.0.%d/acme.nupkg")) {
      StringBuilder log = new StringBuilder();
      for (int i = 0; i < 150; i++) {
        log.append("198.51.100.7 - - [12/Oct/2026:01:19:29 +0000] \"GET ")
            .append(path.replace("%d", Integer.toString(i)))
            .append(" HTTP/1.1\" 200 5 \"-\" \"NuGet Command Line/6.8.0\"\n");
      }
      Files.writeString(logs.resolve("access.log"), log);

      SourcesDraft draft = SourcesDraft.of(logs, CONFIG);

      assertThat(draft.usable()).as(draft.yaml()).isZero();
      assertThat(draft.yaml()).contains("CHECK: an unknown registry.", "registry: FILL-IN");
    }
  }

  @Test
  void guessesTheJsonMappingOfTheShippedProfile() {
    Source shipped = byId(loader().load(CONFIG)).get("pypi-files-json");

    SourcesDraft draft = SourcesDraft.of(REPOSITORY.resolve("sample-logs"), CONFIG);

    assertThat(byId(load(draft)).get("pypi-files-json").format().json())
        .containsAllEntriesOf(shipped.format().json());
  }

  @Test
  void guessesALogFormatThatAcceptsTheReplicasLines() {
    SourcesDraft draft = SourcesDraft.of(REPOSITORY.resolve("sample-logs"), CONFIG);

    DetectedSource replica = source(draft, "npm-replica");

    assertThat(replica.format().guessed()).isTrue();
    FormatTrial trial = replica.format().best().orElseThrow();
    assertThat(trial.acceptedShare()).isGreaterThan(0.9);
    assertThat(trial.seen().share("client_ip")).isEqualTo(1);
    assertThat(trial.seen().share("bytes_sent")).isGreaterThan(0.9);
    assertThat(trial.seen().share("user_agent")).isGreaterThan(0.5);
    assertThat(replica.format().remark()).doesNotContain("Fastly");
    assertThat(draft.yaml()).contains("# GUESS");
  }

  @Test
  void groupsFilesByDirectoryAndBeginningOfTheName() {
    List<LogGroup> groups =
        LogGroup.of(
            List.of(
                Path.of("cdn/E1EXAMPLE0000.2026-10-01-00.aaaa1111.gz"),
                Path.of("cdn/E1EXAMPLE0000.2026-10-01-01.bbbb2222.gz"),
                Path.of("cdn/E2EXAMPLE0000.2026-10-01-01.cccc3333.gz"),
                Path.of("web/2026/10/01/2026-10-01T00:00:00.000-xYz.log.zst"),
                Path.of("web/2026/10/02/2026-10-02T00:00:00.000-q_ab.log.zst"),
                Path.of("srv/access.log"),
                Path.of("srv/access.log.1"),
                Path.of("srv/access.log.2.gz")));

    assertThat(groups.stream().map(LogGroup::globs))
        .containsExactly(
            Set.of("cdn/E1EXAMPLE0000.*.gz"),
            Set.of("cdn/E2EXAMPLE0000.*.gz"),
            Set.of("srv/access.log", "srv/access.log.*", "srv/access.log.*.gz"),
            Set.of("web/**/*.log.zst"));
  }

  @Test
  void saysThatLinesOfOtherFastlyServicesNeedALogFormat() throws IOException {
    write(
        "hex/repo.log",
        "198.51.100.7 \"Thu, 01 Oct 2026 10:00:00 GMT\" \"GET /tarballs/plug-1.2.0.tar\" 200 \"mix/1.15\"\n"
            .repeat(20));

    DetectedSource hex = source(SourcesDraft.of(logs, CONFIG), "hex");

    assertThat(hex.format().remark())
        .startsWith("looks like Fastly text of another registry; describe it with log_format");
    assertThat(
            hex.format().best().map(trial -> trial.format().name()).orElse(FormatSpec.LOG_FORMAT))
        .isEqualTo(FormatSpec.LOG_FORMAT);
  }

  @Test
  void saysThatAHeaderIsMissing() throws IOException {
    write("cf/a.log", "2026-10-01\t00:00:00\t" + "x\t".repeat(30) + "-\n");

    DetectedSource source = source(SourcesDraft.of(logs, CONFIG), "cf");

    assertThat(source.isUsable()).isFalse();
    assertThat(source.format().remark()).contains("#Fields");
  }

  @Test
  void commentsOutWhatItDoesNotRecognize() throws IOException {
    Random random = new Random(7);
    byte[] garbage = new byte[200_000];
    random.nextBytes(garbage);
    Files.createDirectories(logs.resolve("bin"));
    Files.write(logs.resolve("bin/garbage.log"), garbage);
    write("bin/empty.log", "");
    write("text/notes.txt", "hello world\nthis is\nno log at all\n");
    write("ok/access.log", combined(30));

    SourcesDraft draft = SourcesDraft.of(logs, CONFIG);

    assertThat(draft.usable()).isEqualTo(1);
    assertThat(load(draft)).extracting(Source::id).containsExactly("ok");
    assertThat(draft.yaml()).contains("Format not recognized", "# ", "Not active");
  }

  @Test
  void survivesAnEmptyDirectory() {
    SourcesDraft draft = SourcesDraft.of(logs, CONFIG);

    assertThat(draft.sources()).isEmpty();
    assertThat(draft.usable()).isZero();
  }

  @Test
  void survivesADirectoryThatIsNotThere() {
    SourcesDraft draft = SourcesDraft.of(logs.resolve("none"), CONFIG);

    assertThat(draft.sources()).isEmpty();
    assertThat(draft.unreadable()).hasSize(1);
  }

  @Test
  void survivesALineOfFiftyMegabytes() throws IOException {
    Files.createDirectories(logs.resolve("big"));
    byte[] megabyte = new byte[1 << 20];
    Arrays.fill(megabyte, (byte) 'x');
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(logs.resolve("big/access.log.gz")))) {
      out.write(combined(20).getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 50; i++) {
        out.write(megabyte);
      }
      out.write('\n');
    }

    DetectedSource source = source(SourcesDraft.of(logs, CONFIG), "big");

    assertThat(source.format().best().orElseThrow().format().name()).isEqualTo("combined");
    assertThat(source.faults()).containsExactly("line_too_long");
  }

  @Test
  void tellsWhatItMayNotRead() throws IOException {
    write("secret/access.log", combined(3));
    Files.setPosixFilePermissions(
        logs.resolve("secret"), PosixFilePermissions.fromString("---------"));
    try {
      org.junit.jupiter.api.Assumptions.assumeFalse(
          Files.isReadable(logs.resolve("secret")), "permissions do not bind this user");

      SourcesDraft draft = SourcesDraft.of(logs, CONFIG);

      assertThat(draft.unreadable()).containsValue("permission denied");
    } finally {
      Files.setPosixFilePermissions(
          logs.resolve("secret"), PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void writesNamesThatYamlWouldReadOtherwise() throws IOException {
    write("we're: [odd]/access.log", combined(5));

    SourcesDraft draft = SourcesDraft.of(logs, CONFIG);

    Source source = load(draft).get(0);
    assertThat(
            logs.getFileSystem()
                .getPathMatcher("glob:" + source.files().get(0))
                .matches(Path.of("we're: [odd]/access.log")))
        .isTrue();
  }

  private static String combined(int lines) {
    return "198.51.100.7 - - [01/Oct/2026:00:00:00 +0000] \"GET /maven2/org/example/a/1.0/a-1.0.jar HTTP/1.1\" 200 5 \"-\" \"Apache-Maven/3.9.6\"\n"
        .repeat(lines);
  }

  private void write(String file, String text) throws IOException {
    Path path = logs.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static DetectedSource source(SourcesDraft draft, String directory) {
    return draft.sources().stream()
        .filter(source -> source.group().directory().equals(directory))
        .findFirst()
        .orElseThrow();
  }

  private static List<Source> load(SourcesDraft draft) {
    return loader()
        .load(Path.of("sources.yaml"), draft.yaml().getBytes(StandardCharsets.UTF_8), CONFIG);
  }

  private static Map<String, Source> byId(List<Source> sources) {
    return sources.stream().collect(Collectors.toMap(Source::id, Function.identity()));
  }

  private static SourcesLoader loader() {
    return new SourcesLoader(
        LogFormats.all().stream().map(LogFormat::name).collect(Collectors.toSet()),
        spec -> {
          try {
            LogFormats.parserFor(spec);
            return Optional.empty();
          } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
          }
        },
        LogFormats::requestIdProblem);
  }
}
