package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.truecost.source.FormatSpec;

class DirectivesTest {
  private final Directives directives = Directives.of(FormatSpec.named("cloudfront"));

  @Test
  void onlyTheLastVersionWithItsFieldsIsInForce() {
    for (int concatenated = 0; concatenated < 3; concatenated++) {
      line("#Version: 1.0");
      line("#Fields: date time x" + concatenated);
    }

    assertThat(inForce()).isEqualTo("#Version: 1.0\n#Fields: date time x2\n");
  }

  @Test
  void fieldsReplaceFields() {
    line("#Version: 1.0");
    line("#Fields: a");
    line("#Fields: b");
    line("#Fields: b");

    assertThat(inForce()).isEqualTo("#Version: 1.0\n#Fields: b\n");
  }

  @Test
  void aVersionAfterFieldsDoesNotMakeThemUnsaid() {
    line("#Fields: a");
    line("#Version: 9");

    assertThat(inForce()).isEqualTo("#Fields: a\n#Version: 9\n");
  }

  @Test
  void whatSaysNothingAboutLaterLinesIsLeftOut() {
    line("#Fields: a");
    line("#Software: x");
    line("# a remark");

    assertThat(inForce()).isEqualTo("#Fields: a\n");
  }

  @Test
  void staysSmallWhateverTheFileHolds() {
    for (int i = 0; i < 10_000; i++) {
      line("#Version: " + i + "x".repeat(i));
    }
    line("#Fields: " + "x".repeat(Directives.LONGEST_BYTES));

    assertThat(directives.inForce()).hasSizeLessThanOrEqualTo(Directives.LONGEST_BYTES);
  }

  @Test
  void formatsWithoutDirectivesHaveNone() {
    Directives none = Directives.of(FormatSpec.named("combined"));
    byte[] line = "#Fields: a\n".getBytes(UTF_8);
    none.line(line, 0, line.length);

    assertThat(none.known()).isFalse();
    assertThat(none.inForce()).isEmpty();
  }

  private void line(String text) {
    byte[] bytes = (text + "\n").getBytes(UTF_8);
    directives.line(bytes, 0, bytes.length);
  }

  private String inForce() {
    return new String(directives.inForce(), UTF_8);
  }
}
