package org.truecost.metering.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.truecost.metering.KafkaPlan;
import org.truecost.tables.CoveredOffsets;

class KafkaTopicsTest {
  private static final TopicPartition PARTITION = new TopicPartition("logs", 3);

  @Test
  void aJobGoesOnBehindTheRangeThatHoldsTheFirstRecordWhicheverItIs() {
    List<CoveredOffsets> covered = List.of(range(5, 10), range(11, 20), range(30, 31));

    assertThat(behind(5, covered)).containsExactly(Map.entry(PARTITION, 10L));
    assertThat(behind(11, covered)).containsExactly(Map.entry(PARTITION, 20L));
    assertThat(behind(19, covered)).containsExactly(Map.entry(PARTITION, 20L));
    assertThat(behind(30, covered)).containsExactly(Map.entry(PARTITION, 31L));
    assertThat(behind(4, covered)).isEmpty();
    assertThat(behind(20, covered)).isEmpty();
    assertThat(behind(31, covered)).isEmpty();
    assertThat(behind(5, List.of())).isEmpty();
  }

  @Test
  void saysWhichOffsetsWereDroppedBeforeTheyWereMetered() {
    KafkaTopics topics = new KafkaTopics("cluster", Map.of(PARTITION, 25L), Map.of(), List.of());

    assertThat(topics.dropped(List.of(range(5, 10), range(20, 22))))
        .singleElement()
        .asString()
        .startsWith(
            "Partition logs-3 has dropped offsets 10 to 19, 22 to 24 that no commit covers");
    assertThat(topics.dropped(List.of(range(5, 25)))).isEmpty();
    assertThat(topics.dropped(List.of())).isEmpty();
    assertThat(topics.dropped(List.of(new CoveredOffsets("other/logs/3", 0, 10)))).isEmpty();
  }

  private static Map<TopicPartition, Long> behind(long earliest, List<CoveredOffsets> covered) {
    KafkaPlan plan = KafkaPlan.of("cluster", Map.of(), covered, Map.of());
    return new KafkaTopics("cluster", Map.of(PARTITION, earliest), Map.of(), List.of())
        .behind(plan);
  }

  private static CoveredOffsets range(long from, long to) {
    return new CoveredOffsets("cluster/logs/3", from, to);
  }
}
