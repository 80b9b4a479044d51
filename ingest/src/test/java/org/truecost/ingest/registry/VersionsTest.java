package org.truecost.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {
  @ParameterizedTest
  @CsvSource({
    "1.0, 1.0",
    "v1.0, 1.0",
    "01.002, 1.2",
    "0!1.0, 1.0",
    "1!2.0, 1!2.0",
    "1.0-alpha.1, 1.0a1",
    "1.0BETA, 1.0b0",
    "1.0c2, 1.0rc2",
    "1.0.preview3, 1.0rc3",
    "1.0-1, 1.0.post1",
    "1.0-r4, 1.0.post4",
    "1.0.rev, 1.0.post0",
    "1.0dev, 1.0.dev0",
    "1.0a1.post2.dev3, 1.0a1.post2.dev3",
    "1.0+Ubuntu-1_02, 1.0+ubuntu.1.2",
    "1.0+0a1, 1.0+0a1",
    "2004d, 2004d",
    "1.0-, 1.0-",
    "1.0+, 1.0+",
    "1..0, 1..0"
  })
  void normalisesPythonVersionsOrKeepsThem(String raw, String normal) {
    assertThat(PythonVersion.normalize(raw)).isEqualTo(normal);
    assertThat(PythonVersion.normalize(normal)).isEqualTo(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0",
        "1.2.3",
        "1.0.0-rc.1",
        "1.0.0-0a.-",
        "1.0.0+01.z-9",
        "1.0.0-a+b",
        "18446744073709551615.0.0"
      })
  void acceptsSemanticVersions(String version) {
    assertThat(SemanticVersion.isValid(version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2",
        "1.2.3.4",
        "01.2.3",
        "1.2.3-",
        "1.2.3+",
        "1.2.3-01",
        "1.2.3-a..b",
        "1.2.3+a+b",
        "1.2.x",
        "v1.2.3",
        "1.2.3 ",
        "1.2.3-é"
      })
  void refusesEverythingElse(String version) {
    assertThat(SemanticVersion.isValid(version)).isFalse();
  }
}
