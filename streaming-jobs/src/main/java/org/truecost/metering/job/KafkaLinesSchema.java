package org.truecost.metering.job;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.truecost.ingest.kafka.BlockRecord;
import org.truecost.metering.KafkaLines;

/** Kafka records as what they turn out to be; there is no record that it refuses. */
final class KafkaLinesSchema implements KafkaRecordDeserializationSchema<KafkaLines> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<KafkaLines> out) {
    out.collect(
        KafkaLines.of(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            BlockRecord.decode(record.headers(), record.value())));
  }

  @Override
  public TypeInformation<KafkaLines> getProducedType() {
    return TypeInformation.of(KafkaLines.class);
  }
}
