package org.truecost.metering.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OperatorUidsTest {
  @Test
  void neverChange() {
    assertThat(
            List.of(
                OperatorUids.SOURCE,
                OperatorUids.METER,
                OperatorUids.COMPARISON,
                OperatorUids.TOTALS,
                OperatorUids.SINK))
        .containsExactly("log-blocks", "meter", "compared-lines", "totals", "tables");
  }
}
