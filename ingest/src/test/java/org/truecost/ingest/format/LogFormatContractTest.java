package org.truecost.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every log format reads its fixtures as the {@code .expected} files beside them say. {@code
 * -Dfixtures.update=true} writes those files anew; a person reviews the difference.
 */
class LogFormatContractTest {
  private static final Set<String> REQUIRED =
      Set.of("basic", "recoverable-errors", "hostile-bytes");
  private static final boolean UPDATE = Boolean.getBoolean("fixtures.update");

  @TestFactory
  Stream<DynamicNode> everyFormat() {
    return LogFormats.all().stream()
        .map(
            format -> {
              List<DynamicNode> tests = new ArrayList<>();
              tests.add(
                  dynamicTest("has the fixtures that all formats have", () -> hasFixtures(format)));
              tests.add(dynamicTest("says which fields it logs", () -> saysItsFields(format)));
              for (FormatFixture fixture : FormatFixture.of(format.name())) {
                tests.add(dynamicTest("reads " + fixture.name(), () -> readsAsExpected(fixture)));
              }
              return dynamicContainer(format.name(), tests);
            });
  }

  @Test
  void namesAreUniqueAndKebabCase() {
    Set<String> names = new HashSet<>();

    for (LogFormat format : LogFormats.all()) {
      assertThat(format.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
      assertThat(names.add(format.name())).as("second format named %s", format.name()).isTrue();
    }
  }

  private static void hasFixtures(LogFormat format) {
    List<String> names = FormatFixture.of(format.name()).stream().map(FormatFixture::name).toList();

    assertThat(names).as("fixtures of %s", format.name()).containsAll(REQUIRED);
  }

  private static void saysItsFields(LogFormat format) {
    FormatFields fields = format.fields();

    assertThat(fields.logged()).as("fields of %s", format.name()).isNotEmpty();
    assertThat(fields.logged().keySet())
        .as("a field that is always logged needs no switch")
        .doesNotContainAnyElementsOf(fields.switchOn().keySet());
  }

  private static void readsAsExpected(FormatFixture fixture) throws IOException {
    String actual = describe(fixture);
    if (UPDATE) {
      Files.writeString(fixture.expected(), actual, StandardCharsets.UTF_8);
    }

    assertThat(fixture.expected())
        .as("write it with -Dfixtures.update=true, then review it")
        .exists();
    assertThat(actual).isEqualTo(Files.readString(fixture.expected(), StandardCharsets.UTF_8));
  }

  private static String describe(FormatFixture fixture) {
    LineParser parser = fixture.parser();
    LogRequest request = new LogRequest();
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (byte[] line : fixture.lines()) {
      LineOutcome outcome = parser.parse(line, 0, line.length, request);
      number++;
      text.append(number).append('\t').append(LineDescription.of(outcome, request)).append('\n');
    }
    return text.toString();
  }
}
