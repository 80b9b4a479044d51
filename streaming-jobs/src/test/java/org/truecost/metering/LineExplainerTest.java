package org.truecost.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.ingest.format.LineOutcome;

final class LineExplainerTest {
  private static final Path CONFIG = Path.of("..", "config");
  private static final Instant AS_OF = Instant.parse("2026-11-01T00:00:00Z");
  private static final MeteringCatalog CATALOG = catalog();

  private static final String MAVEN =
      "198.51.100.7 - - [12/Oct/2026:01:19:29 +0000] \"GET"
          + " /maven2/org/example/tool/1.0.5/tool-1.0.5.jar HTTP/1.1\" 200 275958 \"-\""
          + " \"Apache-Maven/3.9.3 (Java 17.0.3; Linux 5.10)\"";

  @Test
  void followsALineToItsCell() {
    LineExplanation explained = explain("maven-central", MAVEN);

    assertThat(explained.outcome()).isEqualTo(LineOutcome.REQUEST);
    assertThat(explained.steps())
        .extracting(LineExplanation.Step::name)
        .containsExactly(
            "parse", "believe", "registry", "download", "traffic", "attribution", "usage");
    assertThat(explained.value("parse", "time")).isEqualTo("2026-10-12T01:19:29Z");
    assertThat(explained.value("parse", "client_ip")).isEqualTo("198.51.100.7");
    assertThat(explained.value("registry", "package"))
        .isEqualTo("pkg:maven/org.example/tool@1.0.5");
    assertThat(explained.value("registry", "request_kind")).isEqualTo("artifact");
    assertThat(explained.value("download", "counts")).isEqualTo("yes");
    assertThat(explained.value("traffic", "client_tool")).isEqualTo("maven");
    assertThat(explained.value("traffic", "rule")).isNotEmpty();
    assertThat(explained.value("usage", "hour")).isEqualTo("2026-10-12T01:00:00Z");
    assertThat(explained.value("usage", "billing_region")).isEqualTo("na");
    assertThat(explained.value("usage", "status_class")).isEqualTo("2xx");
    assertThat(explained.value("usage", "adds")).contains("275958 bytes");
  }

  @Test
  void saysWhichBytesOfALineAreWrong() {
    LineExplanation status = explain("maven-central", MAVEN.replace(" 200 ", " 2x0 "));
    LineExplanation time = explain("maven-central", MAVEN.replace("12/Oct", "32/Oct"));

    int at = MAVEN.indexOf(" 200 ") + 2;
    assertThat(status.value("parse", "place"))
        .isEqualTo("bytes " + at + " to " + (at + 2) + ": \"2x0\"");
    assertThat(time.value("parse", "place")).contains("\"32/Oct/2026:01:19:29 +0000\"");
    assertThat(explain("maven-central", MAVEN).value("parse", "place")).isEmpty();
  }

  @Test
  void namesTheRuleThatSpeaksAgainstADownload() {
    LineExplanation head = explain("maven-central", MAVEN.replace("\"GET", "\"HEAD"));
    LineExplanation missing = explain("maven-central", MAVEN.replace(" 200 ", " 404 "));
    LineExplanation page = explain("maven-central", MAVEN.replace(".jar", ".pom"));

    assertThat(why(head, "download", "counts")).startsWith("methods:");
    assertThat(why(missing, "download", "counts")).startsWith("statuses:");
    assertThat(why(page, "download", "counts")).startsWith("paths:");
    assertThat(head.value("download", "counts")).isEqualTo("no");
  }

  @Test
  void saysWhichFormatARejectedLineLooksLike() {
    String json =
        "{\"ClientIP\":\"198.51.100.7\",\"ClientRequestMethod\":\"GET\",\"ClientRequestURI\":\"/a\","
            + "\"EdgeResponseStatus\":200,\"EdgeStartTimestamp\":\"2026-10-12T02:00:34Z\"}";

    LineExplanation explained = explain("maven-central", json);

    assertThat(explained.outcome()).isEqualTo(LineOutcome.MALFORMED);
    assertThat(explained.value("parse", "hint")).contains("combined");
    assertThat(explained.value("parse", "looks_like")).isEqualTo("cloudflare-logpush");
  }

  @Test
  void doesNotBelieveTheFuture() {
    LineExplanation explained = explain("maven-central", MAVEN.replace("Oct/2026", "Dec/2026"));

    assertThat(explained.outcome()).isEqualTo(LineOutcome.IN_THE_FUTURE);
    assertThat(why(explained, "believe", "outcome")).contains("--as-of");
  }

  @Test
  void needsTheHeaderOfACloudFrontFileFirst() {
    LineExplainer explainer = new LineExplainer(CATALOG, "crates-io-static", AS_OF);
    String header =
        "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status";
    String line =
        "2026-10-21\t20:18:17\tIAD68-P1\t92782\t198.51.100.7\tGET\tx.example"
            + "\t/crates/fapode/1.8.4/download\t200";

    assertThat(explainer.explain(bytes(line)).outcome()).isEqualTo(LineOutcome.NO_HEADER);
    assertThat(explainer.explain(bytes(header)).outcome()).isEqualTo(LineOutcome.DIRECTIVE);
    LineExplanation explained = explainer.explain(bytes(line));
    assertThat(explained.value("registry", "package")).isEqualTo("pkg:cargo/fapode@1.8.4");
    assertThat(explained.value("usage", "billing_region")).isEqualTo("na");
  }

  @Test
  void neverFailsWhateverTheBytes() {
    Random random = new Random(11);
    for (String source : CATALOG.sources().keySet()) {
      LineExplainer explainer = new LineExplainer(CATALOG, source, AS_OF);
      for (int i = 0; i < 50; i++) {
        byte[] line = new byte[random.nextInt(400)];
        random.nextBytes(line);
        assertThat(explainer.explain(line).steps()).isNotEmpty();
      }
    }
  }

  @Test
  void namesTheSourcesThatThereAre() {
    assertThatThrownBy(() -> new LineExplainer(CATALOG, "crates", AS_OF))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("crates-io-static");
  }

  private static LineExplanation explain(String source, String line) {
    return new LineExplainer(CATALOG, source, AS_OF).explain(bytes(line));
  }

  private static String why(LineExplanation explained, String step, String name) {
    return explained.steps().stream()
        .filter(each -> each.name().equals(step))
        .flatMap(each -> each.findings().stream())
        .filter(finding -> finding.name().equals(name))
        .map(LineExplanation.Finding::why)
        .collect(Collectors.joining());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static MeteringCatalog catalog() {
    try {
      byte[] sources = Files.readAllBytes(CONFIG.resolve("sources.yaml"));
      return MeteringCatalog.load(
          new MeteringConfig(ConfigDirectory.read(CONFIG), "sources.yaml", sources, "default"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
