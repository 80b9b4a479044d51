package org.truecost.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.truecost.traffic.UserAgentFixture.CLASSIFIER;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.truecost.traffic.UserAgentFixture.Labelled;

class TrafficClassifierTest {
  private static final long SEED = 20261101;

  @Test
  void readsTheFactsOfBundler() {
    UserAgent facts =
        CLASSIFIER
            .explain(
                "bundler/2.5.9 rubygems/3.3.25 ruby/3.1.0 (x86_64-Eclipse Adoptium-linux) command/install"
                    + " options/gems.corp.example,gem.test,build.pg,https://u:p@gem.desk.example/gems/,path"
                    + " ci/travis,ci 47244d1623b8b050")
            .userAgent();

    assertThat(facts.version()).isEqualTo("2.5.9");
    assertThat(facts.ci()).isEqualTo(CiSignal.REPORTED);
    assertThat(facts.ciVendor()).isEqualTo("travis");
    assertThat(facts.platform()).isEqualTo(ClientPlatform.LINUX);
    assertThat(facts.declaredHosts()).containsExactly("gems.corp.example", "gem.desk.example");
    assertThat(facts.text()).doesNotContain("u:p").endsWith(" <id>");
  }

  @Test
  void prefersTheInstallerOfTheJsonToThePrefix() {
    UserAgent facts =
        CLASSIFIER
            .explain(
                "pip/22.0.3 {\"ci\":true,\"installer\":{\"name\":\"uv\",\"version\":\"0.9.11\"},"
                    + "\"system\":{\"name\":\"Darwin\",\"release\":\"21.4.0\"}}")
            .userAgent();

    assertThat(facts.tool().name()).isEqualTo("uv");
    assertThat(facts.version()).isEqualTo("0.9.11");
    assertThat(facts.platform()).isEqualTo(ClientPlatform.MACOS);
  }

  @Test
  void explainsWithRuleReasonAndSource() {
    ClientExplanation explanation = CLASSIFIER.explain("cargo 1.74.0 (ecb9851af 2023-10-18)");

    assertThat(explanation.verdict())
        .isEqualTo(new ClientVerdict("cargo", TrafficClass.PACKAGE_CLIENT, "package-client"));
    assertThat(explanation.userAgent().version()).isEqualTo("1.74.0");
    assertThat(explanation.why()).isNotBlank();
    assertThat(explanation.source()).startsWith("https://");
  }

  @Test
  void takesNoMissingCiTokenForAPerson() {
    List<String> silent =
        List.of(
            "npm/8.1.2 node/v16.13.1 darwin arm64 workspaces/false",
            "Apache-Maven/3.9.6 (Java 17.0.10; Mac OS X 14.3)",
            "pip/18.0 {\"installer\":{\"name\":\"pip\"},\"system\":{\"name\":\"Darwin\"}}",
            "bundler/1.16.2 rubygems/2.7.6 ruby/2.5.1 (x86_64-apple-darwin17.5.0) command/install options/no_install fe5e45257d515f1f");

    assertThat(silent)
        .allSatisfy(
            userAgent ->
                assertThat(CLASSIFIER.classify(userAgent).trafficClass())
                    .isEqualTo(TrafficClass.PACKAGE_CLIENT));
  }

  @Test
  void readsVersionsBehindNamesOfSeveralWords() {
    assertThat(versionOf("Ruby, RubyGems/3.4.4 x86_64-linux Ruby/3.1.4")).isEqualTo("3.4.4");
    assertThat(versionOf("Dependency-Track v4.13.2 (amd64; Linux)")).isEqualTo("4.13.2");
    assertThat(versionOf("Apache Ivy/non official version")).isEmpty();
    assertThat(versionOf("Bazel/release 7.6.2")).isEmpty();
  }

  @Test
  void takesWslForADesktopButNotAzuresContainers() {
    String form = "uv/0.10.3 {\"ci\":null,\"system\":{\"name\":\"Linux\",\"release\":\"%s\"}}";

    assertThat(CLASSIFIER.classify(form.formatted("5.15.153.1-microsoft-standard-WSL2")).rule())
        .isEqualTo("desktop-install");
    assertThat(CLASSIFIER.classify(form.formatted("5.10.102.2-microsoft-standard")).rule())
        .isEqualTo("package-client");
  }

  private static String versionOf(String userAgent) {
    return CLASSIFIER.explain(userAgent).userAgent().version();
  }

  @Test
  void doesNotMindBundlersRandomSuffix() {
    Random random = new Random(SEED);
    Pattern run = Pattern.compile("\\b[0-9a-f]{16}\\b");
    int changed = 0;
    for (Labelled row : UserAgentFixture.labelled()) {
      String other =
          run.matcher(row.userAgent()).replaceFirst(HexFormat.of().toHexDigits(random.nextLong()));
      if (!other.equals(row.userAgent())) {
        changed++;
      }

      assertThat(CLASSIFIER.classify(other)).isEqualTo(CLASSIFIER.classify(row.userAgent()));
      assertThat(UserAgentRedaction.normalize(other))
          .isEqualTo(UserAgentRedaction.normalize(row.userAgent()));
    }

    assertThat(changed).isGreaterThan(50);
  }

  @Test
  void doesNotMindTheOrderOfJsonKeysNorUnknownOnes() {
    Random random = new Random(SEED);
    for (String ci : List.of("true", "null")) {
      for (String system : List.of("Darwin", "Linux", "Windows")) {
        List<String> members =
            new ArrayList<>(
                List.of(
                    "\"ci\":" + ci,
                    "\"installer\":{\"name\":\"uv\",\"version\":\"0.9\"}",
                    "\"system\":{\"release\":\"10\",\"name\":\"" + system + "\"}",
                    "\"distro\":{\"libc\":{\"lib\":\"glibc\"},\"name\":\"a \\\" }\"}",
                    "\"python\":\"3.12.2\""));
        ClientVerdict expected =
            CLASSIFIER.classify("pip/24.0 {" + String.join(",", members) + "}");
        members.add("\"novel\":[{\"ci\":true,\"name\":\"npm\"},[],\"]\"]");
        members.add("\"user_data\":\"{\\\"ci\\\":true}\"");
        for (int round = 0; round < 50; round++) {
          Collections.shuffle(members, random);
          String shuffled = "pip/24.0 {" + String.join(round % 2 == 0 ? "," : " , ", members) + "}";

          assertThat(CLASSIFIER.classify(shuffled)).as(shuffled).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void doesNotMindPercentEncoding() {
    for (Labelled row : UserAgentFixture.labelled()) {
      if (row.userAgent().indexOf('%') < 0) {
        assertThat(CLASSIFIER.classify(encoded(row.userAgent())))
            .as(row.userAgent())
            .isEqualTo(CLASSIFIER.classify(row.userAgent()));
      }
    }
  }

  @Test
  void neverFails() {
    Random random = new Random(SEED);
    List<Labelled> rows = UserAgentFixture.labelled();
    for (int round = 0; round < 100_000; round++) {
      StringBuilder text = new StringBuilder(rows.get(random.nextInt(rows.size())).userAgent());
      for (int edit = random.nextInt(6); edit >= 0 && text.length() > 0; edit--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, (char) random.nextInt(0x10000));
          case 2 -> text.setLength(at);
          default -> text.insert(at, "{}[]\"\\/:@,() %ci".charAt(random.nextInt(16)));
        }
      }

      assertThat(CLASSIFIER.clientTools())
          .contains(CLASSIFIER.classify(text.toString()).clientTool());
    }
  }

  @Test
  void cutsHostileLengths() {
    String nested = "pip/24.0 " + "{\"installer\":".repeat(100_000);
    String slashes = "//".repeat(500_000) + "@";

    assertThat(CLASSIFIER.classify(nested).clientTool()).isEqualTo("pip");
    assertThat(CLASSIFIER.classify(slashes).clientTool()).isIn("other", "none");
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = Words.isWord((char) (b & 0xff)) || "/.-_();,:+".indexOf(b) >= 0;
      out.append(plain ? String.valueOf((char) b) : "%" + HexFormat.of().toHexDigits(b));
    }
    return out.toString();
  }
}
