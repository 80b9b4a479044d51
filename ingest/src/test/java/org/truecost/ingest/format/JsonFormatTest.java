package org.truecost.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.source.FormatSpec;

class JsonFormatTest {
  @Test
  void timeUrlAndStatusAreEnough() {
    assertThat(parser(Map.of("time", "t", "url", "u", "status", "s"))).isNotNull();
  }

  @Test
  void tellsEverythingThatIsMissingAtOnce() {
    assertThatThrownBy(() -> parser(Map.of("time", "t")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "json: no 'url', which every line needs; add 'url: <its name>'; "
                + "json: no 'status', which every line needs; add 'status: <its name>'");
  }

  @Test
  void tellsOurNamesForAFieldItDoesNotKnow() {
    assertThatThrownBy(
            () -> parser(Map.of("time", "t", "url", "u", "status", "s", "clientip", "ip")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no field 'clientip'")
        .hasMessageContaining("time, client_ip, method, url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "a.", ".a", "a..b"})
  void refusesWhatNamesNoField(String path) {
    assertThatThrownBy(() -> parser(Map.of("time", "t", "url", "u", "status", path)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("status: '" + path + "' is not a name of a field");
  }

  @Test
  void refusesTwoDurations() {
    assertThatThrownBy(
            () ->
                parser(
                    Map.of(
                        "time", "t",
                        "url", "u",
                        "status", "s",
                        "duration_ms", "a",
                        "duration_s", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than one duration");
  }

  private static LineParser parser(Map<String, String> mapping) {
    return LogFormats.parserFor(new FormatSpec(FormatSpec.JSON, "", mapping));
  }
}
