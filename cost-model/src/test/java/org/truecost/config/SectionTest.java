package org.truecost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SectionTest {
  private final Problems problems = new Problems();

  @Test
  void readsEveryTypeExactly() {
    Section section =
        read(
            """
            text: hello
            version: 1.10
            country: no
            price: 0.0850
            count: 7
            flag: true
            day: 2026-10-31
            every: PT1H
            many: [a, 2]
            one: a
            map: { b: 1, a: 2 }
            """);

    assertThat(section.requiredText("text")).isEqualTo("hello");
    assertThat(section.text("version", "")).isEqualTo("1.10");
    assertThat(section.text("country", "")).isEqualTo("no");
    assertThat(section.decimal("price", null)).isEqualTo(new BigDecimal("0.0850"));
    assertThat(section.wholeNumber("count", 0, 1)).isEqualTo(7);
    assertThat(section.truth("flag", false)).isTrue();
    assertThat(section.date("day", null)).isEqualTo(LocalDate.of(2026, 10, 31));
    assertThat(section.duration("every", null)).isEqualTo(Duration.ofHours(1));
    assertThat(section.texts("many")).containsExactly("a", "2");
    assertThat(section.texts("one")).containsExactly("a");
    assertThat(section.textMap("map")).isEqualTo(Map.of("b", "1", "a", "2"));
    assertThat(section.textMap("map").keySet()).containsExactly("b", "a");
    section.close();
    assertThat(messages()).isEmpty();
  }

  @Test
  void whatIsAbsentOrNullHasItsFallback() {
    Section section = read("empty:\n");

    assertThat(section.text("empty", "x")).isEqualTo("x");
    assertThat(section.decimal("price", BigDecimal.TEN)).isEqualTo(BigDecimal.TEN);
    assertThat(section.texts("many")).isEmpty();
    assertThat(section.section("below")).isEmpty();
    assertThat(messages()).isEmpty();
  }

  @Test
  void everyWrongValueIsAProblemAndReadingGoesOn() {
    Section section =
        read(
            """
            text: [1]
            price: 1e999999999
            number: x
            count: -1
            half: 1.5
            flag: yes
            day: 31.10.2026
            every: 1h
            many: [a, {b: c}, null]
            map: [a]
            below: text
            list: {a: b}
            """);

    section.requiredText("text");
    section.requiredText("gone");
    section.decimal("price", null);
    section.decimal("number", null);
    section.decimal("gone-too", null);
    section.wholeNumber("count", 0, 1);
    section.wholeNumber("half", 0, 1);
    section.truth("flag", true);
    section.date("day", null);
    section.duration("every", null);
    section.texts("many");
    section.textMap("map");
    section.section("below");
    section.sections("list");

    assertThat(messages())
        .containsExactly(
            "text: must be a single value, not a list or mapping",
            "gone: is missing",
            "price: has more than 60 digits",
            "number: \"x\" is not a number",
            "gone-too: is missing",
            "count: -1 is below 0",
            "half: \"1.5\" is not a whole number",
            "flag: \"yes\" is neither true nor false",
            "day: \"31.10.2026\" is not a date; write it as 2026-10-31",
            "every: \"1h\" is not a duration; write it as PT1H or P1D",
            "many[1]: must be a text",
            "many[2]: must be a text",
            "map: must be a mapping of names to texts",
            "below: must be a mapping",
            "list: must be a list");
  }

  @Test
  void aChoiceThatDoesNotExistNamesTheNearest() {
    Section section = read("near: cloudfrnt\nfar: zz\n");
    List<String> choices = List.of("cloudfront", "fastly", "eu");

    assertThat(section.choice("near", choices, Function.identity(), "fastly")).isEqualTo("fastly");
    section.choice("far", choices, Function.identity(), null);
    section.choice("gone", choices, Function.identity(), null);

    assertThat(messages())
        .containsExactly(
            "near: \"cloudfrnt\" is not one of cloudfront, fastly, eu; did you mean"
                + " \"cloudfront\"?",
            "far: \"zz\" is not one of cloudfront, fastly, eu",
            "gone: is missing; it is one of cloudfront, fastly, eu");
  }

  @Test
  void aKeyNobodyAskedForIsAProblemAlsoUnderAName() {
    Section entry = read("entries:\n- id: x\n  nmae: y\n").sections("entries").get(0);
    Section named = entry.named(entry.requiredText("id"));
    named.text("name", "");
    named.close();

    assertThat(messages())
        .containsExactly("entries[0] (x) nmae: is not a known key; did you mean \"name\"?");
  }

  private Section read(String yaml) {
    return Yaml.read(Path.of("f.yaml"), yaml.getBytes(StandardCharsets.UTF_8), problems)
        .orElseThrow();
  }

  private List<String> messages() {
    return problems.all().stream()
        .map(problem -> problem.entry() + ": " + problem.message())
        .toList();
  }
}
