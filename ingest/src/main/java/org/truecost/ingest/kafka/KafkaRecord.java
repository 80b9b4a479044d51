package org.truecost.ingest.kafka;

/** What a record of the topic of logs turned out to be; see {@link BlockRecord#decode}. */
public sealed interface KafkaRecord permits BlockRecord, PushedLines, FaultyRecord {}
