package org.truecost.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.truecost.traffic.UserAgentRedaction.normalize;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class UserAgentRedactionTest {
  private static final Pattern CREDENTIALS = Pattern.compile("//[^/\\s]+:[^/\\s]+@");

  @Test
  void dropsCredentialsOfUrlsAndKeepsTheHost() {
    assertThat(normalize("bundler/2 options/mirror.https://joe:s3:cr@et@gems.example/,path 1"))
        .isEqualTo("bundler/2 options/mirror.https://gems.example/,path 1");
  }

  @Test
  void dropsCredentialsOfEveryUrlInAList() {
    assertThat(normalize("x options/https://a.example/,https://u:p@b.example/,https://t@c.example"))
        .isEqualTo("x options/https://a.example/,https://b.example/,https://c.example");
  }

  @Test
  void replacesBundlersRunAndUuids() {
    assertThat(normalize("bundler/1.16.2 options/ fe5e45257d515f1f"))
        .isEqualTo("bundler/1.16.2 options/ <id>");
    assertThat(normalize("Http/0d9b0a3e-8f1c-4e8a-9d2b-6a1f4c7e5b3d x")).isEqualTo("Http/<id> x");
  }

  @Test
  void keepsShortHashesOfReleases() {
    assertThat(normalize("cargo/1.88.0 (873a06493 2025-05-10)"))
        .isEqualTo("cargo/1.88.0 (873a06493 2025-05-10)");
  }

  @Test
  void replacesNamesOfMailAddressesAndHomes() {
    assertThat(normalize("bot (jane.doe@mail.example)")).isEqualTo("bot (*@mail.example)");
    assertThat(normalize("t command//home/jane/gems x")).isEqualTo("t command//home/*/gems x");
    assertThat(normalize("t C:\\Users\\jane\\gems")).isEqualTo("t C:\\Users\\*\\gems");
    assertThat(normalize("t /var/folders/ab/cd123/T")).isEqualTo("t /var/folders/*/T");
  }

  @Test
  void emptiesUserDataOfPip() {
    assertThat(normalize("pip/24.0 {\"ci\":true,\"user_data\":\"a \\\"b\\\", c\"}"))
        .isEqualTo("pip/24.0 {\"ci\":true,\"user_data\":null}");
    assertThat(normalize("pip/24.0 {\"user_data\":{\"a\":[1,\"}\"]},\"ci\":true}"))
        .isEqualTo("pip/24.0 {\"user_data\":null,\"ci\":true}");
    assertThat(normalize("pip/24.0 {\"user_data\":\"cut off"))
        .isEqualTo("pip/24.0 {\"user_data\":null");
  }

  @Test
  void replacesCondasTokens() {
    assertThat(normalize("conda/24.1 aau/0.4 c/AbC_1 s/x2 e/y3 o/org-9"))
        .isEqualTo("conda/24.1 aau/0.4 c/* s/* e/* o/*");
  }

  @Test
  void decodesOnlyWhatIsEncodedAsAWhole() {
    assertThat(normalize("cargo%201.74.0%20(ecb98%202023)")).isEqualTo("cargo 1.74.0 (ecb98 2023)");
    assertThat(normalize("a 100%25 b")).isEqualTo("a 100%25 b");
    assertThat(normalize("x%20https://u%3Ap@gems.example")).isEqualTo("x https://gems.example");
  }

  @Test
  void cutsWithoutLeavingHalfAUrl() {
    String filler = "x".repeat(UserAgentRedaction.MAX_LENGTH - 20);

    assertThat(normalize(filler + " //joe:secret-that-is-cut@gems.example")).isEqualTo(filler);
    assertThat(normalize("y ".repeat(1_000_000)).length())
        .isLessThanOrEqualTo(UserAgentRedaction.MAX_LENGTH);
  }

  @Test
  void leavesNoCredentialsWhateverTheText() {
    Random random = new Random(20261101);
    String[] parts = {
      "//",
      "/",
      ":",
      "@",
      "a",
      "b%40",
      " ",
      ",",
      "\"",
      "{",
      "}",
      "<",
      "://",
      "u:p@",
      "\\",
      "%2F",
      "%3A",
      "%40",
      "\"user_data\"",
      "/home/",
      "aau/",
      " aau/",
      "ci",
      "é",
      "\t",
      "0123456789abcdef"
    };
    for (int round = 0; round < 200_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      String kept = normalize(text.toString());

      assertThat(CREDENTIALS.matcher(kept).find()).as("%s -> %s", text, kept).isFalse();
    }
  }
}
