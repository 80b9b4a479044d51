package org.truecost.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchmarkTrafficClassifierTest {
  @Test
  void classifiesEveryLabelledUserAgent() {
    BenchmarkTrafficClassifier benchmark = new BenchmarkTrafficClassifier();
    int expected =
        UserAgentFixture.labelled().stream()
            .mapToInt(
                row ->
                    UserAgentFixture.CLASSIFIER.classify(row.userAgent()).trafficClass().ordinal())
            .sum();

    assertThat(UserAgentFixture.labelled()).hasSize(BenchmarkTrafficClassifier.COUNT);
    assertThat(benchmark.labelled()).isEqualTo(expected);
    assertThat(benchmark.hostileMegabyte().trafficClass()).isEqualTo(TrafficClass.UNKNOWN);
  }
}
