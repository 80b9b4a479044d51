package org.truecost.ingest.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truecost.ingest.format.Directives;
import org.truecost.ingest.kafka.PublishSummary.SourceTotal;

/**
 * Sends blocks in transactions, each with the ledger's entries of the files it touches, so that
 * blocks and progress become visible together or not at all.
 *
 * <p>The transactional id is that of the source: whoever opens it next fences the one before. Not
 * thread-safe.
 */
final class Transactions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

  /** Zstandard at its fastest; figures stand in bench/README.md. */
  private static final String COMPRESSION = "zstd";

  private static final String COMPRESSION_LEVEL = "1";

  /** About ten blocks of logs, compressed; below what brokers accept by default. */
  private static final int BATCH_BYTES = 512 * 1024;

  /** A line of 1 MiB, its preamble and headers; brokers have limits of their own. */
  private static final int MOST_REQUEST_BYTES = 8 << 20;

  /** What may wait for the broker; then sending waits. */
  private static final long BUFFER_BYTES = 32L << 20;

  private static final int LINGER_MILLIS = 20;
  private static final int TRANSACTION_TIMEOUT_MILLIS = 60_000;
  private static final int DELIVERY_TIMEOUT_MILLIS = 60_000;

  /** Small files end often; the number of entries must not make a transaction long. */
  private static final int MOST_FILES = 5_000;

  private final String source;
  private final PublishOptions options;
  private final PublishProgress progress;
  private final SourceProgress sourceProgress;
  private final Clock clock;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, PublishedFile> touched = new LinkedHashMap<>();
  private volatile Exception failure;
  private boolean open;
  private long openBytes;
  private long openLines;
  private long openBlocks;
  private long openedNanos;

  private long files;
  private long skipped;
  private long blocks;
  private long lines;
  private long bytes;

  private Transactions(
      String source,
      PublishOptions options,
      PublishProgress progress,
      Clock clock,
      KafkaProducer<byte[], byte[]> producer) {
    this.source = source;
    this.options = options;
    this.progress = progress;
    this.sourceProgress = progress.of(source);
    this.clock = clock;
    this.producer = producer;
    sourceProgress.producer(producer.metrics());
  }

  static Transactions open(
      String source, PublishOptions options, PublishProgress progress, Clock clock) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, COMPRESSION);
    properties.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, COMPRESSION_LEVEL);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
    properties.put(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(LINGER_MILLIS));
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MOST_REQUEST_BYTES));
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(BUFFER_BYTES));
    properties.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(DELIVERY_TIMEOUT_MILLIS));
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Integer.toString(TRANSACTION_TIMEOUT_MILLIS));
    properties.putAll(options.client());
    // These make it exactly once, and are nobody's choice.
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, "truecost-" + options.topic() + "-" + source);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
    return new Transactions(source, options, progress, clock, producer);
  }

  /**
   * Sends a chunk, and commits when the transaction is large or old enough.
   *
   * @param publishedBytes see {@link BlockRecord#publishedBytes()}
   * @throws KafkaException if this or an earlier chunk could not be sent
   */
  void send(PublishedFile file, Chunk chunk, long publishedBytes, Directives directives) {
    if (open && openBytes + chunk.lines().length > options.transactionBytes()) {
      commit();
    }
    if (!open) {
      producer.beginTransaction();
      open = true;
      openedNanos = System.nanoTime();
    }
    LedgerEntry before = file.entry;
    BlockRecord block =
        new BlockRecord(
            before.source(),
            before.file(),
            before.name(),
            chunk.firstByte(),
            chunk.firstByte() < publishedBytes ? publishedBytes : 0,
            before.firstLineDigest(),
            chunk.digest(),
            chunk.last(),
            before.setAside(),
            chunk.preamble(),
            before.batchDate(),
            before.arrivedMillis(),
            file.storedDigest,
            chunk.fault(),
            chunk.faultBytes(),
            chunk.lines(),
            // A last line that was cut is sent again as a whole, with its number.
            before.lines() - (chunk.firstByte() < before.bytes() ? 1 : 0));
    producer.send(
        new ProducerRecord<>(
            options.topic(), null, null, block.key(), block.lines(), block.headers()),
        (sent, failed) -> {
          if (failed != null && failure == null) {
            failure = failed;
          }
        });
    throwFailure();
    file.published(chunk, directives);
    touched.put(before.file(), file);
    long newLines = file.entry.lines() - before.lines();
    openBlocks++;
    openLines += newLines;
    openBytes += chunk.lines().length;
    progress.sent(newLines, chunk.lines().length);
    sourceProgress.sent(newLines, chunk.lines().length);
    if (touched.size() >= MOST_FILES
        || System.nanoTime() - openedNanos >= options.transactionTime().toNanos()) {
      commit();
    }
  }

  /** Commits if the transaction is old enough. */
  void commitIfDue() {
    if (open && System.nanoTime() - openedNanos >= options.transactionTime().toNanos()) {
      commit();
    }
  }

  /**
   * Makes visible what was sent.
   *
   * @throws KafkaException if it could not be; then whether it is visible is unknown
   */
  void commit() {
    if (!open) {
      return;
    }
    for (PublishedFile file : touched.values()) {
      producer.send(
          new ProducerRecord<>(options.ledgerTopic(), file.entry.key(), file.entry.value()),
          (sent, failed) -> {
            if (failed != null && failure == null) {
              failure = failed;
            }
          });
    }
    throwFailure();
    try {
      producer.commitTransaction();
    } catch (KafkaException e) {
      // The first failure says what is wrong, this one only that something is.
      throwFailure();
      throw e;
    }
    open = false;
    sourceProgress.committed(openBlocks, openLines, openBytes, clock.millis());
    LOG.debug(
        "event=transaction_committed source={} files={} blocks={} lines={} bytes={} took_ms={}",
        source,
        touched.size(),
        openBlocks,
        openLines,
        openBytes,
        (System.nanoTime() - openedNanos) / 1_000_000);
    blocks += openBlocks;
    lines += openLines;
    bytes += openBytes;
    openBlocks = 0;
    openLines = 0;
    openBytes = 0;
    touched.clear();
  }

  /** Counts a file of which something was published. */
  void countFile() {
    files++;
    sourceProgress.file();
  }

  /** Counts a file of which nothing was new. */
  void countSkipped() {
    skipped++;
    sourceProgress.skippedFile();
  }

  /** What was committed. */
  SourceTotal total() {
    return new SourceTotal(source, files, skipped, blocks, lines, bytes);
  }

  private void throwFailure() {
    Exception first = failure;
    if (first != null) {
      throw first instanceof KafkaException known ? known : new KafkaException(first);
    }
  }

  /** Lets go without commit: the broker aborts what is open, now or when its time is over. */
  void abandon() {
    try {
      // Who does not answer, or has fenced us, need not be asked.
      boolean answers =
          !(failure instanceof RetriableException)
              && !(failure instanceof ProducerFencedException)
              && !(failure instanceof InvalidProducerEpochException);
      if (open && answers) {
        producer.abortTransaction();
      }
    } catch (KafkaException e) {
      // The broker will do it.
    } finally {
      sourceProgress.producerEnds();
      producer.close(Duration.ZERO);
    }
  }

  @Override
  public void close() {
    sourceProgress.producerEnds();
    producer.close(Duration.ofSeconds(5));
  }
}
