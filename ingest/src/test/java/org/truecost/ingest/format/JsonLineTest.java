package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {
  private static final int BYTES = 0;
  private static final int AGENT = 1;
  private static final int URL = 2;

  private final JsonLine line = new JsonLine(List.of("bytes", "http.useragent", "url"));

  @Test
  void readsTopLevelAndNestedValues() {
    assertThat(read("{\"bytes\":12,\"http\":{\"useragent\":\"cargo\"},\"url\":\"/x\"}")).isTrue();

    assertThat(text(BYTES)).isEqualTo("12");
    assertThat(text(AGENT)).isEqualTo("cargo");
    assertThat(text(URL)).isEqualTo("/x");
  }

  @Test
  void forgetsTheLineBefore() {
    read("{\"bytes\":12,\"url\":\"/\\u0078\"}");

    read("{\"bytes\":13}");

    assertThat(text(BYTES)).isEqualTo("13");
    assertThat(line.isPresent(URL)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"other_key_in_the_middle\":\"/a\",\"bytes\":5,\"url\":\"/x\"}",
        "{\"bytes\":5,\"other_key_in_the_middle\":\"/a\",\"url\":\"/x\"}",
        "{\"bytes\":5,\"other_kex_in_the_middle\":\"/a\",\"url\":\"/x\"}",
        "{\"bytes\":5,\"other_key_in_thx_middle\":\"/a\",\"url\":\"/x\"}",
        "{\"bytes\":5,\"other_key\":\"/a\",\"url\":\"/x\"}",
        "{\"bytes\":5,\"other_key_in_the_middle_of_it\":\"/a\",\"url\":\"/x\"}",
        "{\"b\":6,\"bytes\":5,\"url\":\"/x\",\"urls\":\"/y\"}",
        "{\"\\u0062ytes\":5,\"\":7,\"u\\u0072l\":\"/x\"}",
        "{\"url\":\"/x\",\"bytes\":5}"
      })
  void readsTheSameWhateverOrderOfKeysCameBefore(String json) {
    read("{\"bytes\":12,\"other_key_in_the_middle\":\"/b\",\"url\":\"/z\",\"more\":\"\"}");
    read("{\"bytes\":12,\"other_key_in_the_middle\":\"/b\",\"url\":\"/z\",\"more\":\"\"}");

    assertThat(read(json)).isTrue();

    assertThat(text(BYTES)).isEqualTo("5");
    assertThat(text(URL)).isEqualTo("/x");
    assertThat(read(json.substring(0, json.length() - 1))).isFalse();
  }

  @Test
  void keepsSeveralEscapedStringsApart() {
    read("{\"bytes\":\"\\u0031\",\"http\":{\"useragent\":\"a\\tb\"},\"url\":\"\\/\\\\\\\"\"}");

    assertThat(text(BYTES)).isEqualTo("1");
    assertThat(text(AGENT)).isEqualTo("a\tb");
    assertThat(text(URL)).isEqualTo("/\\\"");
  }

  @Test
  void joinsSurrogatePairsAndReplacesHalves() {
    read("{\"url\":\"\\ud83d\\ude00|\\ud83d|\\ude00|\\ud83dx|\\ud83d\\ud83d\\ude00\"}");

    assertThat(text(URL)).isEqualTo("😀|\uFFFD|\uFFFD|\uFFFDx|\uFFFD😀");
  }

  @Test
  void lastOfRepeatedKeysWinsWithAllBelowIt() {
    read("{\"bytes\":1,\"bytes\":2,\"http\":{\"useragent\":\"a\"},\"http\":{}}");

    assertThat(text(BYTES)).isEqualTo("2");
    assertThat(line.isPresent(AGENT)).isFalse();
  }

  @Test
  void keysThatDifferByCaseAreDifferent() {
    read("{\"bytes\":1,\"Bytes\":2}");

    assertThat(text(BYTES)).isEqualTo("1");
  }

  @Test
  void dotInKeyIsNoNesting() {
    read("{\"http.useragent\":\"a\"}");

    assertThat(line.isPresent(AGENT)).isFalse();
  }

  @Test
  void containerWhereValueIsWantedIsItsText() {
    read("{\"url\":[1, {\"a\":\"]\"}],\"bytes\":{\"x\":1}}");

    assertThat(text(URL)).isEqualTo("[1, {\"a\":\"]\"}]");
    assertThat(text(BYTES)).isEqualTo("{\"x\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "\"-\"", "\"(null)\"", "-", "\"\\u002d\""})
  void allWaysToSayNothingAreAbsent(String value) {
    assertThat(read("{\"url\":\"/x\",\"bytes\":" + value + "}")).isTrue();

    assertThat(line.isPresent(BYTES)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}",
        "[]",
        "{}}",
        "{} x",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1;\"b\":2}",
        "{a:1}",
        "{\"a\":tru}",
        "{\"a\":truex}",
        "{\"a\":1x}",
        "{\"a\":.5}",
        "{\"a\":[}]}",
        "{\"a\":{\"b\":1]}",
        "{\"a\":\"x}",
        "{\"a\":\"x\\\"}",
        "{\"url\":\"\\x22\"}",
        "{\"url\":\"\\u12\"}",
        "{\"url\":\"\\u12G4\"}",
        "{\"http\":{\"useragent\":\"x\"}",
        "{\"bytes\":(null)}"
      })
  void whatIsNoObjectIsRefused(String text) {
    assertThat(read(text)).isFalse();
  }

  @Test
  void escapeNobodyReadsIsNotJudged() {
    assertThat(read("{\"referer\":\"\\x22\",\"bytes\":1}")).isTrue();
    assertThat(text(BYTES)).isEqualTo("1");
  }

  @Test
  void followsNestingToItsLimitAndNoFurther() {
    assertThat(read("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}")).isTrue();
    assertThat(read("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}")).isFalse();
    assertThat(read("{\"url\":" + "{\"x\":".repeat(64) + "1" + "}".repeat(65))).isFalse();
    assertThat(read("{\"a\":" + "[".repeat(1_000_000))).isFalse();
  }

  @Test
  void followsKnownLevelsToTheSameLimit() {
    JsonLine deep = new JsonLine(List.of("k.".repeat(63) + "k"));
    JsonLine tooDeep = new JsonLine(List.of("k.".repeat(64) + "k"));
    byte[] shallow = ("{\"k\":".repeat(64) + "7" + "}".repeat(64)).getBytes(UTF_8);
    byte[] bomb = ("{\"k\":".repeat(65) + "7" + "}".repeat(65)).getBytes(UTF_8);

    assertThat(deep.read(shallow, 0, shallow.length)).isTrue();
    assertThat(deep.contentEquals(0, "7")).isTrue();
    assertThat(tooDeep.read(bomb, 0, bomb.length)).isFalse();
  }

  @Test
  void pathThatIsThereTwiceIsRefused() {
    assertThatThrownBy(() -> new JsonLine(List.of("a.b", "a.b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  private boolean read(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return line.read(bytes, 0, bytes.length);
  }

  private String text(int slot) {
    Slice slice = new Slice();
    line.text(slot, slice);
    return slice.toString();
  }
}
