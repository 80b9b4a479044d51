package org.truecost.completeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;

class ThresholdsLoaderTest {
  @Test
  void withoutAFileTheDefaultsHold() {
    assertThat(ThresholdsLoader.load(ConfigDirectory.of(Map.of()))).isEqualTo(Thresholds.DEFAULT);
  }

  @Test
  void theShippedFileSaysTheDefaults() {
    ConfigDirectory shipped = ConfigDirectory.read(Path.of("..", "config"));

    assertThat(shipped.bytes(ThresholdsLoader.PATH)).isPresent();
    assertThat(ThresholdsLoader.load(shipped)).isEqualTo(Thresholds.DEFAULT);
  }

  @Test
  void whatIsLeftOutIsAsByDefault() {
    Thresholds thresholds =
        load("allow: { empty_hours: 2 }\nwarn: { lag: PT5M, rejected: 0.25 }\n");

    assertThat(thresholds.emptyHours()).isEqualTo(2);
    assertThat(thresholds.missingFiles()).isZero();
    assertThat(thresholds.lag()).isEqualTo(Duration.ofMinutes(5));
    assertThat(thresholds.rejected()).isEqualByComparingTo("0.25");
    assertThat(thresholds.habitWeeks()).isEqualTo(8);
    assertThat(thresholds.settle()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    habit: { weeks: 2, least_weeks: 3 }
                    setle: PT1H
                    settle: soon
                    allow: { missing_files: -1 }
                    warn:
                      requests_below: 3
                      rejected: 1.5
                      delay: -PT1H
                      lags: PT1H
                    """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems().stream().map(p -> p.entry() + " " + p.message()))
                    .containsExactlyInAnyOrder(
                        "habit least_weeks 3 is more than weeks, 2; no habit could be",
                        "settle \"soon\" is not a duration; write it as PT1H or P1D",
                        "allow missing_files -1 is below 0",
                        "warn requests_below 3 is more than requests_above, 2",
                        "warn rejected 1.5 is more than 1; a share of all is 1",
                        "warn delay PT-1H is less than nothing",
                        "warn lags is not a known key; did you mean \"lag\"?",
                        "setle is not a known key; did you mean \"settle\"?"));
  }

  private static Thresholds load(String text) {
    return ThresholdsLoader.load(ConfigDirectory.of(Map.of("status.yaml", text)));
  }
}
