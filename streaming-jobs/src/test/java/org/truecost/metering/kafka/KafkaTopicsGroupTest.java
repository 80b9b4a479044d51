package org.truecost.metering.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.truecost.metering.KafkaPlan;
import org.truecost.tables.CoveredOffsets;

/** Where a job begins that goes on from a consumer group. */
class KafkaTopicsGroupTest {
  private static final TopicPartition FIRST = new TopicPartition("logs", 0);
  private static final TopicPartition SECOND = new TopicPartition("logs", 1);
  private static final KafkaTopics TOPICS =
      new KafkaTopics("cluster", Map.of(FIRST, 100L, SECOND, 0L), Map.of(), List.of());

  @Test
  void beginsAtItsOffsetsAndElsewhereAtTheFirstRecord() throws Exception {
    KafkaTopics topics = TOPICS.goingOnFrom("readers", Map.of(FIRST, 150L));

    assertThat(topics.behind(plan())).isEqualTo(Map.of(FIRST, 150L));
    assertThat(topics.notes()).singleElement().asString().contains("nothing of 1 of 2 partitions");
  }

  @Test
  void whatWasDroppedBehindItsPlaceIsCounted() throws Exception {
    KafkaTopics topics = TOPICS.goingOnFrom("readers", Map.of(FIRST, 60L, SECOND, 7L));

    assertThat(topics.behind(plan())).isEqualTo(Map.of(FIRST, 100L, SECOND, 7L));
    assertThat(topics.notes()).singleElement().asString().contains("dropped 40 offsets");
  }

  @Test
  void whatIsMeteredIsPassedOverAndWhatTheGroupPassedOverTooIs() throws Exception {
    KafkaTopics topics = TOPICS.goingOnFrom("readers", Map.of(FIRST, 150L, SECOND, 7L));

    assertThat(topics.behind(plan(range(0, 100, 120), range(1, 0, 30))))
        .isEqualTo(Map.of(FIRST, 150L, SECOND, 30L));
  }

  @Test
  void aGroupWithoutOffsetsIsRefused() {
    assertThatThrownBy(() -> TOPICS.goingOnFrom("nobody", Map.of()))
        .isInstanceOf(KafkaUnusableException.class)
        .hasFieldOrPropertyWithValue("reason", KafkaUnusableException.Reason.REFUSED)
        .hasMessageContaining("nobody");
  }

  private static CoveredOffsets range(int partition, long from, long to) {
    return new CoveredOffsets(CoveredOffsets.nameOf("cluster", "logs", partition), from, to);
  }

  private static KafkaPlan plan(CoveredOffsets... metered) {
    return KafkaPlan.of("cluster", Map.of(), List.of(metered), Map.of());
  }
}
