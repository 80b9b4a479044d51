package org.truecost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
  private final Problems problems = new Problems();

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "- a\n", "text", "null", "---\n"})
  void theTopMustBeAMapping(String yaml) {
    assertThat(read(yaml)).isEqualTo(": must be a YAML mapping with keys at its top");
  }

  @Test
  void aKeyTwiceIsAProblem() {
    assertThat(read("a: 1\nb: 2\na: 3\n")).startsWith("line 3, column 2: is not valid YAML: Dup");
  }

  @Test
  void brokenYamlNamesItsPlace() {
    assertThat(read("a: [1\nb: 2\n")).startsWith("line 2, column 2: is not valid YAML: ");
  }

  @Test
  void aSecondDocumentIsNotIgnored() {
    assertThat(read("a: 1\n---\nb: 2\n")).contains("is not valid YAML");
  }

  @Test
  void anAliasIsAProblemInsteadOfTheTextOfItsName() {
    assertThat(read("a: &x 1\nb: *x\n"))
        .isEqualTo("line 2: refers to an anchor (*x); write the value out");
  }

  @Test
  void manyAliasesAreOneProblem() {
    assertThat(read("a: &x 1\nb: [*x, *x,\n *x]\n"))
        .isEqualTo("line 2: refers to an anchor (*x), as 2 more places do; write the value out");
  }

  @Test
  void anotherCharsetIsToldWithItsLine() {
    Yaml.read(
        Path.of("f.yaml"), "a: 1\nb: Zürich\n".getBytes(StandardCharsets.ISO_8859_1), problems);
    Yaml.read(Path.of("g.yaml"), "a: 1\n".getBytes(StandardCharsets.UTF_16), problems);

    assertThat(problems.all())
        .extracting(problem -> problem.entry() + ": " + problem.message())
        .containsExactly(
            "line 2: is not UTF-8; save the file as UTF-8",
            "line 1: is not UTF-8; save the file as UTF-8");
  }

  @Test
  void deepNestingIsAProblemInsteadOfAnOverflow() {
    assertThat(read("a: " + "[".repeat(100_000))).contains("is not valid YAML");
  }

  @Test
  void bytesThatAreNoTextAreAProblem() {
    Yaml.read(Path.of("f.yaml"), new byte[] {'a', ':', ' ', (byte) 0xFF, 0, 1}, problems);

    assertThat(problems.all()).hasSize(1);
  }

  private String read(String yaml) {
    assertThat(Yaml.read(Path.of("f.yaml"), yaml.getBytes(StandardCharsets.UTF_8), problems))
        .isEmpty();
    assertThat(problems.all()).hasSize(1);
    return problems.all().get(0).entry() + ": " + problems.all().get(0).message();
  }
}
