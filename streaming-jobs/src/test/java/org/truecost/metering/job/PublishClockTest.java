package org.truecost.metering.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishClockTest {
  @ParameterizedTest
  @CsvSource({"PT10M, PT30S, 20", "PT30S, PT30S, 1", "PT1S, PT30S, 1", "PT50S, PT20S, 3"})
  void publishesAtTheNearestCheckpoint(Duration interval, Duration checkpoints, long every) {
    assertThat(PublishClock.every(interval, checkpoints)).isEqualTo(new PublishClock(every));
  }

  @Test
  void isDueAtMultiplesWhateverTheJobStartedFrom() {
    PublishClock clock = new PublishClock(3);

    assertThat(LongStream.rangeClosed(1, 9).filter(clock::isDue)).containsExactly(3L, 6L, 9L);
  }

  @Test
  void refusesToPublishNever() {
    assertThatThrownBy(() -> new PublishClock(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
