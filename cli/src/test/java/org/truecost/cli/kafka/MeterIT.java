package org.truecost.cli.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli;
import org.truecost.cli.Cli.Ended;
import org.truecost.cli.TrueCost;
import org.truecost.ingest.kafka.BlockRecord;
import org.truecost.ingest.sample.SampleGenerator;
import org.truecost.ingest.sample.SampleOptions;
import org.truecost.tables.ArrivalDelays;
import org.truecost.tables.Change;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataFile;
import org.truecost.tables.Lease;

/** Metering from a real broker is what a replay of the same files is, whatever is killed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MeterIT {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long SEED = 20261123;
  private static final String TASK = "flink_taskmanager_job_task_operator_truecost_";
  private static final String LINES = TASK + "source_lines_total";
  private static final String SUMS =
      "SELECT (SELECT coalesce(sum(requests), 0) FROM usage),"
          + " (SELECT coalesce(sum(counted), 0) FROM ledger)";

  @TempDir static Path shared;
  private static Broker broker;
  private static int topics;

  @TempDir Path scratch;
  private String topic;
  private Path logs;
  private Path replayed;
  private Path metered;
  private Path keys;
  private Path checkpoints;

  @BeforeAll
  static void startBroker() throws IOException {
    broker = Broker.start(shared.resolve("broker"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void name() throws IOException {
    topic = "logs-" + topics++;
    logs = Files.createDirectories(scratch.resolve("logs"));
    replayed = scratch.resolve("replayed");
    metered = scratch.resolve("metered");
    keys = scratch.resolve("keys");
    checkpoints = scratch.resolve("checkpoints");
  }

  @Test
  void aPublishedMonthIsMeteredOnceAndAsAReplayMetersIt() throws Exception {
    sampleMonth();
    ok(publish("--create-topics", "--block-size", "16KiB", logs.toString()));
    ok(replay(replayed, logs));

    ok(meter(metered));
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();
    assertThat(MeteredTables.query(metered, "SELECT DISTINCT source FROM ledger"))
        .hasSizeGreaterThan(10);
    Commit first = head(metered);

    // A job without state knows what is metered.
    Ended again = ok(meter(metered));
    assertThat(again.err()).contains("Metered 0 lines.").contains("goes on behind");
    assertThat(head(metered).files()).isEqualTo(first.files());

    // Only what is new is metered.
    Path more = logs.resolve("maven-central/access.log-2026103100.gz");
    Files.writeString(more, new LogLines(7).next(123));
    ok(publish(logs.toString()));
    assertThat(ok(meter(metered)).err()).contains("Metered 123 lines.");
    ok(replay(replayed, logs));
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();

    // Files that came by Kafka are known to a replay.
    ok(replay(metered, logs));
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();

    // Were a commit to lose its offsets, the comparison would tell.
    Path forgetful = scratch.resolve("forgetful");
    copyWithoutOffsets(metered, forgetful);
    assertThat(MeteredTables.differences(replayed, forgetful)).isEmpty();
    ok(meter(forgetful));
    assertThat(MeteredTables.differences(replayed, forgetful))
        .anyMatch(row -> row.startsWith("usage has also "))
        .anyMatch(row -> row.startsWith("downloads has also "))
        .anyMatch(row -> row.startsWith("bandwidth has also "))
        .anyMatch(row -> row.startsWith("ledger has also "))
        .anyMatch(row -> row.startsWith("rejects has also "));
  }

  @Test
  void aReplayedFileIsPassedOverAndWhatItGrewByIsNot() throws Exception {
    Path source = Files.createDirectories(logs.resolve("maven-central"));
    Path log = source.resolve("access.log-a.gz");
    LogLines lines = new LogLines(5);
    byte[] first = lines(lines, 100);
    Files.write(log, LogLines.gzip(first));
    ok(replay(metered, logs));
    ok(publish("--create-topics", logs.toString()));
    ok(meter(metered));
    ok(replay(replayed, logs));
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();
    assertThat(
            MeteredTables.query(
                metered, "SELECT sum(counted), sum(duplicate), count(*) FROM ledger"))
        .containsExactly("100 | 100 | 2");

    byte[] more = lines(lines, 7);
    Files.write(log, LogLines.gzip(joined(first, more)));
    ok(publish(logs.toString()));
    assertThat(ok(meter(metered)).err()).contains("Metered 7 lines.");
    ok(replay(replayed, logs));
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();
  }

  @Test
  void whatWasReplayedIsNotMeteredAgainInAnyCompressionAndWhatItGrewByIs() throws Exception {
    Path source = Files.createDirectories(logs.resolve("maven-central"));
    LogLines lines = new LogLines(11);
    byte[] plain = lines(lines, 400);
    byte[] zipped = lines(lines, 400);
    byte[] growing = lines(lines, 400);
    byte[] unfinished = lines(lines, 400);
    Files.write(source.resolve("access.log-plain.gz"), plain);
    Files.write(source.resolve("access.log-zipped.gz"), LogLines.gzip(zipped));
    Files.write(source.resolve("access.log-growing.gz"), growing);
    Files.write(
        source.resolve("access.log-unfinished.gz"),
        Arrays.copyOf(unfinished, unfinished.length - 20));
    ok(replay(metered, logs));

    // All of it is published anew, in blocks that end elsewhere than what was replayed.
    byte[] firstMember = LogLines.gzip(Arrays.copyOf(zipped, 1_000));
    byte[] secondMember = LogLines.gzip(Arrays.copyOfRange(zipped, 1_000, zipped.length));
    Files.write(source.resolve("access.log-plain.gz"), Zstd.compress(plain));
    Files.write(source.resolve("access.log-zipped.gz"), joined(firstMember, secondMember));
    Files.write(source.resolve("access.log-growing.gz"), joined(growing, lines(lines, 9)));
    Files.write(source.resolve("access.log-unfinished.gz"), unfinished);
    Files.writeString(
        source.resolve("access.log-same-first-line.gz"),
        new String(plain, UTF_8).lines().findFirst().orElseThrow() + "\n" + lines.next(500));
    ok(publish("--create-topics", "--block-size", "16KiB", logs.toString()));
    ok(meter(metered));

    ok(replay(replayed, logs));
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();
    assertThat(MeteredTables.query(metered, "SELECT sum(counted) FROM ledger"))
        .containsExactly(Integer.toString(4 * 400 + 9 + 501));
    assertThat(MeteredTables.query(metered, "SELECT sum(duplicate) > 800 FROM ledger"))
        .containsExactly("true");
    ok(replay(metered, logs));
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();
  }

  @Test
  void aJobBeginsWhereAConsumerGroupHasCommitted() throws Exception {
    Path source = Files.createDirectories(logs.resolve("maven-central"));
    LogLines lines = new LogLines(9);
    Files.write(source.resolve("access.log-a.gz"), LogLines.gzip(lines(lines, 100)));
    ok(publish("--create-topics", logs.toString()));
    commitAllOfIt("readers");
    Files.write(source.resolve("access.log-b.gz"), LogLines.gzip(lines(lines, 23)));
    ok(publish(logs.toString()));

    Ended unknown = meter(metered, "--from", "group=nobody");
    assertThat(unknown.exitCode()).isEqualTo(15);
    assertThat(unknown.err()).contains("The consumer group nobody has committed no offset");
    assertThat(metered).as("nothing was begun").doesNotExist();

    assertThat(ok(meter(metered, "--from", "group=readers")).err())
        .contains("has committed nothing of 11 of 12 partitions")
        .contains("Metered 23 lines.");
  }

  private void commitAllOfIt(String group) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
      for (int i = 0; i < 12; i++) {
        partitions.put(new TopicPartition(topic, i), OffsetSpec.latest());
      }
      Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
      admin
          .listOffsets(partitions)
          .all()
          .get()
          .forEach(
              (partition, end) -> {
                if (end.offset() > 0) {
                  ends.put(partition, new OffsetAndMetadata(end.offset()));
                }
              });
      admin.alterConsumerGroupOffsets(group, ends).all().get();
    }
  }

  @Test
  void killsLoseNothingAndDoubleNothing() throws Exception {
    Random random = new Random(SEED);
    Path source = Files.createDirectories(logs.resolve("maven-central"));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    LogLines lines = new LogLines(SEED);
    Files.writeString(source.resolve("access.log-0.gz"), lines.next(500));
    ok(publish("--create-topics", logs.toString()));
    Thread publisher =
        new Thread(
            () -> {
              Random which = new Random(SEED + 1);
              try {
                while (!stop.get()) {
                  Files.writeString(
                      source.resolve("access.log-" + which.nextInt(3) + ".gz"),
                      lines.next(300 + which.nextInt(400)),
                      StandardOpenOption.CREATE,
                      StandardOpenOption.APPEND);
                  ok(publish("--block-size", "16KiB", logs.toString()));
                }
              } catch (Throwable e) {
                failed.compareAndSet(null, e);
              }
            });
    Set<Long> read = new HashSet<>();
    Thread reader = new Thread(() -> readOverAndOver(stop, read, failed));
    publisher.start();
    reader.start();
    int kills = 0;
    int killsWithUncommittedFiles = 0;
    Path older = scratch.resolve("older");
    try {
      while (kills < 3 || (killsWithUncommittedFiles == 0 && kills < 6)) {
        Set<String> lost = uncommitted();
        long before = Files.exists(metered) ? head(metered).sequence() : 0;
        try (PublishChild child = kills % 2 == 0 ? command(kills > 0) : smallTotals()) {
          await("a commit is made", child, () -> head(metered).sequence() > before);
          if (kills == 1) {
            await("files wait for a commit", child, this::isPending);
          } else {
            Thread.sleep(random.nextInt(1_500));
          }
          child.kill();
        }
        Set<String> nowLost = uncommitted();
        nowLost.removeAll(lost);
        killsWithUncommittedFiles += nowLost.isEmpty() ? 0 : 1;
        kills++;
        if (kills == 1) {
          copy(checkpoints, older);
        }
      }
    } finally {
      stop.set(true);
      publisher.join();
      reader.join();
    }
    assertThat(failed.get()).isNull();
    assertThat(killsWithUncommittedFiles).isPositive();
    assertThat(read).hasSizeGreaterThanOrEqualTo(3);
    // One range for each of three files and run, however many transactions came.
    assertThat(head(metered).offsets()).hasSizeLessThanOrEqualTo(3 * (kills + 1));
    ok(publish(logs.toString()));
    ok(replay(replayed, logs));
    assertThat(MeteredTables.differences(replayed, metered)).isNotEmpty();

    // To the end, and then killed once more: nothing is left for the next one.
    String all = MeteredTables.query(replayed, SUMS).get(0);
    try (PublishChild child = smallTotals()) {
      await("all is metered", child, () -> MeteredTables.query(metered, SUMS).get(0).equals(all));
      child.kill();
    }
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();

    // An end is in the checkpoint, or is not: it cannot be had later.
    assertThat(meter(metered, "--resume").err()).contains("is resumed without it only");

    deleteAll(checkpoints);
    copy(older, checkpoints);
    try (PublishChild child = command(true)) {
      assertThat(child.exitCode()).as(child.said()).isNotZero();
      assertThat(child.said()).contains("would count twice");
    }

    // A new job needs no checkpoint to know what is metered.
    assertThat(ok(meter(metered)).err()).contains("Metered 0 lines.");
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();
  }

  @Test
  void totalsThatAReplayHasMeteredMeanwhileAreNotResumed() throws Exception {
    Path source = Files.createDirectories(logs.resolve("maven-central"));
    Files.write(source.resolve("access.log-a.gz"), LogLines.gzip(lines(new LogLines(9), 200)));
    ok(publish("--create-topics", logs.toString()));
    List<String> arguments = new ArrayList<>(meterArguments(metered));
    arguments.set(arguments.indexOf("2s"), "1h");
    try (PublishChild child =
        PublishChild.start(scratch, TrueCost.class, arguments.toArray(new String[0]))) {
      await("its totals are in a checkpoint", child, this::holdsTotals);
      child.kill();
    }
    assertThat(head(metered).files()).isEmpty();

    // The lines are in the checkpoint, and now in a commit too.
    ok(replay(metered, logs));
    try (PublishChild child = command(true)) {
      assertThat(child.exitCode()).as(child.said()).isEqualTo(15);
      assertThat(child.said()).contains("a replay has metered logs into " + metered);
    }
    assertThat(ok(meter(metered)).err()).contains("Metered");
    ok(replay(replayed, logs));
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();
  }

  /** The job tells Kafka how far its newest complete checkpoint is. */
  private boolean holdsTotals() throws Exception {
    Path lineage = checkpoints.resolve("lineage");
    if (!Files.exists(lineage)) {
      return false;
    }
    String group = "truecost-" + Files.readString(lineage).strip();
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker.address());
    try (var admin = org.apache.kafka.clients.admin.Admin.create(properties)) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .anyMatch(position -> position != null && position.offset() > 0);
    } catch (java.util.concurrent.ExecutionException noGroupYet) {
      return false;
    }
  }

  @Test
  void maintenanceGoesOnBesideJobsAndChangesNothing() throws Exception {
    Path source = Files.createDirectories(logs.resolve("maven-central"));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    LogLines lines = new LogLines(SEED + 2);
    Files.writeString(source.resolve("access.log-0.gz"), lines.next(500));
    ok(publish("--create-topics", logs.toString()));
    Thread publisher =
        new Thread(
            () -> {
              Random which = new Random(SEED + 3);
              try {
                while (!stop.get()) {
                  Files.writeString(
                      source.resolve("access.log-" + which.nextInt(3) + ".gz"),
                      lines.next(300) + lines.next().replace("\" 200 ", "\" OK ") + "\n",
                      StandardOpenOption.CREATE,
                      StandardOpenOption.APPEND);
                  ok(publish("--block-size", "16KiB", logs.toString()));
                }
              } catch (Throwable e) {
                failed.compareAndSet(null, e);
              }
            });
    AtomicInteger compactions = new AtomicInteger();
    AtomicInteger purges = new AtomicInteger();
    Thread maintenance =
        new Thread(
            () -> {
              try {
                while (!stop.get()) {
                  if (Files.exists(metered.resolve("_newest_commit"))) {
                    compactions.addAndGet(changes("compact", "--keep", "1"));
                    // No row is ever young enough.
                    purges.addAndGet(changes("purge", "--apply", "--as-of", "2027-06-01"));
                  }
                  Thread.sleep(20);
                }
              } catch (Throwable e) {
                failed.compareAndSet(null, e);
              }
            });
    publisher.start();
    maintenance.start();
    try {
      // A new job, the same again with little memory, and a new one beside what that one left.
      for (int job = 0; job < 3; job++) {
        int compacted = compactions.get();
        int purged = purges.get();
        try (PublishChild child = job == 1 ? smallTotals() : command(false)) {
          await(
              "both went on while rows were published",
              child,
              () -> {
                assertThat(failed.get()).isNull();
                return compactions.get() >= compacted + 2 && purges.get() > purged;
              });
          child.kill();
        }
      }
    } finally {
      stop.set(true);
      publisher.join();
      maintenance.join();
    }
    assertThat(failed.get()).isNull();

    ok(publish(logs.toString()));
    ok(meter(metered));
    ok(replay(replayed, logs));
    assertThat(MeteredTables.differences(replayed, metered))
        .isNotEmpty()
        .allMatch(row -> row.startsWith("rejects "));
    for (Path data : List.of(replayed, metered)) {
      ok(maintain(data, "purge", "--apply", "--as-of", "2027-06-01"));
      ok(maintain(data, "compact", "--keep", "1"));
    }
    assertThat(MeteredTables.differences(replayed, metered)).isEmpty();
    // Nothing is left on the disk that no commit names.
    assertThat(uncommitted()).isEmpty();
    // Who maintains is the only one who does, and is not beside a replay.
    try (Lease lease = Lease.acquire(DataDirectory.open(metered), "replay")) {
      lease.requireMaintenance(DataDirectory.open(metered));
      assertThat(maintain(metered, "compact").err()).contains("is in use (replay, process ");
    }
  }

  @Test
  void aPurgeSetsHowLongTopicsAreKept() throws Exception {
    create(topic);
    DataDirectory.create(metered);
    Path config = Files.createDirectories(scratch.resolve("config"));
    Files.writeString(
        config.resolve("retention.yaml"),
        "tables: { rejects: 30 }\nkeys: 35\ntopics: { " + topic + ": 3, no-such-topic: 3 }\n");
    String[] options = {"--bootstrap", broker.address(), "--config", config.toString()};

    Ended would = maintain(metered, with(options, "purge", "--dry-run"));
    Ended applied = maintain(metered, with(options, "purge", "--apply"));
    Ended again = maintain(metered, with(options, "purge", "--dry-run"));

    String change = "\"topic\":\"" + topic + "\",\"retention_ms_before\":604800000,";
    assertThat(would.out().replaceAll("\\s", "")).contains(change + "\"retention_ms\":259200000");
    assertThat(applied.out().replaceAll("\\s", "")).contains(change);
    assertThat(again.out().replaceAll("\\s", "")).doesNotContain("604800000");
    // One topic of the policy is not there.
    assertThat(List.of(would.exitCode(), applied.exitCode(), again.exitCode())).containsOnly(3);
    assertThat(applied.out()).contains("Kafka has no topic no-such-topic.");
  }

  private static String[] with(String[] options, String... first) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(options));
    return all.toArray(new String[0]);
  }

  /** 1 if maintenance made a commit. */
  private int changes(String... arguments) throws IOException {
    Ended ended = ok(maintain(metered, arguments));
    var report = new com.fasterxml.jackson.databind.ObjectMapper().readTree(ended.out());
    return arguments[0].equals("purge")
        ? report.path("purge").size()
        : report.path("compaction_total").path("rows_before").asLong()
                != report.path("compaction_total").path("rows_after").asLong()
            ? 1
            : 0;
  }

  private Ended maintain(Path data, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString(), "--json"));
    if (arguments[0].equals("purge")) {
      // Keys of days that are metered all the time would make sketches that are not compared.
      all.addAll(List.of("--keys", scratch.resolve("no-keys").toString()));
    }
    return run(all);
  }

  @Test
  void whatACdnPushesIsMeteredAndPoisonIsRejected() throws Exception {
    LogLines lines = new LogLines(3);
    String one = lines.next();
    String batch = lines.next(20);
    String garbled = "this is no line of that format";
    Path source = Files.createDirectories(logs.resolve("maven-central"));
    Files.writeString(source.resolve("access.log-a.gz"), one + "\n" + batch + garbled + "\n");
    ok(replay(replayed, logs));
    create(topic, topic + "-nobody");
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(record(topic, one));
      producer.send(record(topic, "junk").with("truecost-block", "garbage"));
      producer.send(record(topic, batch));
      producer.send(record(topic, "junk\n").with("truecost-block", "99"));
      producer.send(new PoisonRecord(topic, null).with("truecost-block", "1"));
      producer.send(record(topic, garbled));
      producer.send(record(topic + "-nobody", lines.next(3)));
      BlockRecord stranger =
          (BlockRecord) BlockRecord.decode(blockOf("nobody-known").headers(), lines(lines, 2));
      ProducerRecord<byte[], byte[]> strange =
          new ProducerRecord<>(topic, 0, stranger.key(), stranger.lines(), stranger.headers());
      producer.send(strange);
    }

    Ended ended =
        ok(meter(metered, "--topic", topic + "=maven-central", "--topic", topic + "-nobody"));

    assertThat(ended.err()).contains("Metered 30 lines.");
    assertThat(
            MeteredTables.query(
                metered, "SELECT source, reason, sum(lines) FROM rejects GROUP BY ALL"))
        .containsExactly(
            "maven-central | malformed | 1",
            "maven-central | not_a_block | 3",
            "unknown | unknown_source | 5");
    assertThat(
            MeteredTables.query(
                metered,
                "SELECT source, sum(physical_lines), sum(counted), sum(rejected) FROM ledger"
                    + " GROUP BY ALL"))
        .containsExactly("maven-central | 25 | 21 | 4", "unknown | 5 | 0 | 5");
    assertThat(MeteredTables.differences(replayed, metered))
        .allMatch(row -> row.startsWith("ledger ") || row.startsWith("rejects "));
  }

  @Test
  void linesThatACdnPushesAgainCountOnceOverPartitionsKillsAndJobs() throws Exception {
    String once =
        """
        sources:
          - id: maven-central
            registry: maven-central
            provider: fastly
            billing_account: maven
            format: { log_format: '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_id' }
            files: ["*"]
            bytes: body
            region: na
            valid_from: 2020-01-01
        """;
    Path sources = Files.writeString(scratch.resolve("once.yaml"), once);
    LogLines lines = new LogLines(SEED);
    List<String> batches = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      batches.add(lines.next(25));
    }
    Files.writeString(logs.resolve("all"), String.join("", batches));
    ok(replay(replayed, logs, sources));
    Files.writeString(
        sources, once + "    dedup: { by: request_id, horizon: PT6H, memory: 8MiB }\n");
    String other = topic + "-other";
    create(topic, other);
    List<String> arguments = new ArrayList<>(meterArguments(metered));
    arguments.addAll(arguments.indexOf(topic), List.of(topic + "=maven-central", "--topic", other));
    arguments.remove(topic);
    arguments.set(arguments.indexOf(other), other + "=maven-central");
    arguments.addAll(List.of("--sources", sources.toString()));
    Random random = new Random(SEED);

    long delivered = push(batches.subList(0, 20), List.of(topic, other), random);
    String half = "500 | " + delivered;
    try (PublishChild child = start(arguments)) {
      await("the first half is metered", child, () -> countedOf(metered).equals(half));
      child.kill();
    }
    delivered += push(batches.subList(10, 40), List.of(other, topic), random);
    String all = "1000 | " + delivered;
    arguments.add("--resume");
    try (PublishChild child = start(arguments)) {
      await("all is metered", child, () -> countedOf(metered).equals(all));
      child.kill();
    }
    delivered += push(batches, List.of(topic), random);
    arguments.set(arguments.indexOf("--resume"), "--until-now");
    ok(run(arguments));

    assertThat(countedOf(metered)).isEqualTo("1000 | " + delivered);
    assertThat(MeteredTables.query(metered, "SELECT sum(counted) + sum(duplicate) FROM ledger"))
        .containsExactly(Long.toString(delivered));
    assertThat(MeteredTables.differences(replayed, metered))
        .allMatch(row -> row.startsWith("ledger "));
    assertThat(head(metered).fingerprints()).isNotEmpty();
  }

  /** Requests in usage, and lines in the ledger, once there are any. */
  private static String countedOf(Path data) throws Exception {
    if (!Files.exists(data) || head(data).sequence() == 0) {
      return "";
    }
    return MeteredTables.query(
            data,
            "SELECT (SELECT sum(requests) FROM usage), (SELECT sum(physical_lines) FROM ledger)")
        .get(0);
  }

  /** Pushes each batch once to three times to topics in turn, and tells how many lines it were. */
  private long push(List<String> batches, List<String> topics, Random random) {
    long lines = 0;
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (String batch : batches) {
        for (int copies = 1 + random.nextInt(3); copies > 0; copies--) {
          producer.send(record(topics.get(random.nextInt(topics.size())), batch));
          lines += batch.lines().count();
        }
      }
    }
    return lines;
  }

  private PublishChild start(List<String> arguments) throws IOException {
    return PublishChild.start(scratch, TrueCost.class, arguments.toArray(new String[0]));
  }

  private Ended replay(Path data, Path logs, Path sources) {
    return run(
        List.of("replay", "--keys", keys.toString(), "--out", data.toString()),
        "--sources",
        sources,
        logs);
  }

  @Test
  void metricsAreWhatAlertsAndDashboardAskForAndLogsHoldNoAddress() throws Exception {
    Path source = Files.createDirectories(logs.resolve("maven-central"));
    String strange = AddressesInStrangePlaces.lines();
    Files.writeString(source.resolve("access.log-a.gz"), new LogLines(11).next(200) + strange);
    Files.writeString(source.resolve("access.log-b.gz"), AddressesInStrangePlaces.garbage(150));
    try (PublishChild publisher =
        PublishChild.start(
            scratch,
            TrueCost.class,
            "publish",
            "--bootstrap",
            broker.address(),
            "--topic",
            topic,
            "--create-topics",
            "--settle",
            "1s",
            "--metrics-port",
            "0",
            "--follow",
            logs.toString())) {
      await("files are published", publisher, () -> published(publisher) == 2);
      List<String> arguments = new ArrayList<>(meterArguments(metered));
      arguments.addAll(List.of("--metrics-port", "0"));
      try (PublishChild meter =
          PublishChild.start(scratch, TrueCost.class, arguments.toArray(new String[0]))) {
        await("a commit is made", meter, () -> meter.said().contains("event=commit "));
        double lines = strange.lines().count() + 350;
        await(
            "all lines are counted",
            meter,
            () -> Scrape.of(meter).sum(LINES, "source", "maven-central") == lines);
        Scrape metering = Scrape.of(meter);
        Scrape publishing = Scrape.of(publisher);

        assertThat(metering.sum(TASK + "commits_total")).isPositive();
        assertThat(metering.sum(TASK + "source_reason_rejected_lines_total"))
            .isEqualTo(metering.sum(TASK + "source_rejected_lines_total"))
            .isPositive();
        assertThat(metering.sum(TASK + "source_set_aside_lines_total")).isEqualTo(150);
        assertThat(metering.sum(TASK + "commit_age_seconds")).isBetween(0.0, 60.0);
        assertThat(publishing.sum("truecost_publisher_lines_total", "source", "maven-central"))
            .isEqualTo(lines);
        assertThat(publishing.sum("truecost_publisher_lag_bytes")).isZero();

        List<String> there = new ArrayList<>(metering.names());
        there.addAll(publishing.names());
        assertThat(MetricNames.askedFor()).hasSizeGreaterThan(30).isSubsetOf(there);

        assertThat(publisher.terminate()).isZero();
        meter.terminate();
        assertThat(publisher.said()).contains("event=file_set_aside source=maven-central");
        assertThat(meter.said()).contains("event=file_set_aside source=maven-central");
        for (String said :
            List.of(publisher.said(), meter.said(), replay(replayed, logs).toString())) {
          AddressesInStrangePlaces.assertNoneIn(said);
        }
      }
    }
  }

  @Test
  void statusSaysWhatWaitsInKafkaAndWhatWasDroppedBeforeItWasMetered() throws Exception {
    LogLines lines = new LogLines(9);
    create(topic);
    push(lines, 20);
    ok(meter(metered, "--topic", topic + "=maven-central"));

    JsonNode nothing = status(0).path("partitions").get(0);
    assertThat(nothing.path("metered_to").asLong()).isEqualTo(20);
    assertThat(nothing.path("unmetered_records").asLong()).isZero();
    assertThat(nothing.path("newest_metered").asText()).startsWith("20");
    assertThat(nothing.path("oldest_unmetered").isNull()).isTrue();

    // A publisher's transaction has an end, which is no record that waits.
    Path source = Files.createDirectories(logs.resolve("maven-central"));
    Files.writeString(source.resolve("access.log-a.gz"), lines.next(50));
    ok(publish("--create-topics", logs.toString()));
    assertThat(status(0).path("partitions").get(0).path("unmetered_records").asLong()).isPositive();
    ok(meter(metered, "--topic", topic + "=maven-central"));
    JsonNode whole = status(0).path("partitions").get(0);
    assertThat(whole.path("unmetered_records").asLong()).isZero();
    assertThat(whole.path("end_offset").asLong()).isGreaterThan(whole.path("metered_to").asLong());

    // Ten records come, and five of them are gone before anybody reads them.
    long first = whole.path("end_offset").asLong();
    push(lines, 10);
    drop(first + 5);
    String dropped = (first - 1) + " to " + (first + 4);
    JsonNode lost = status(14).path("partitions").get(0);
    assertThat(lost.path("dropped_offsets").asText()).isEqualTo(dropped);
    assertThat(lost.path("unmetered_records").asLong()).isEqualTo(5);
    Ended ended = ok(meter(metered, "--topic", topic + "=maven-central"));
    assertThat(ended.err())
        .contains("Partition " + topic + "-0 has dropped offsets " + dropped)
        .contains("Metered 5 lines.");
    assertThat(MeteredTables.query(metered, "SELECT sum(counted) FROM ledger"))
        .containsExactly("75");
    // What is lost stays lost, and stays said.
    assertThat(status(14).path("partitions").get(0).path("dropped_offsets").asText())
        .isEqualTo(dropped);
    // Each counted line came by Kafka, so of each the delay is known.
    assertThat(
            MeteredTables.query(
                metered,
                "SELECT sum("
                    + String.join(" + ", ArrivalDelays.counts())
                    + "), max(delay_longest_micros) > 0 FROM ledger"))
        .containsExactly("75 | true");
    assertThat(meter(metered, "--topic", "no-such-topic").exitCode()).isEqualTo(10);
  }

  /** Of days without lines: only Kafka can need attention. */
  private JsonNode status(int exitCode) throws IOException {
    Ended ended =
        run(
            List.of("status", "--data", metered.toString(), "--json", "--check"),
            "--bootstrap",
            broker.address(),
            "--source",
            "maven-central",
            "--month",
            "2020-01");
    assertThat(ended.exitCode()).as(ended.err() + ended.out()).isEqualTo(exitCode);
    return new ObjectMapper().readTree(ended.out());
  }

  private void push(LogLines lines, int records) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int i = 0; i < records; i++) {
        producer.send(record(topic, lines.next()));
      }
    }
  }

  private static long published(PublishChild publisher) throws IOException {
    return publisher.said().lines().filter(line -> line.contains("event=file_published ")).count();
  }

  /** As retention does. */
  private void drop(long before) throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker.address());
    try (var admin = org.apache.kafka.clients.admin.Admin.create(properties)) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(before)))
          .all()
          .get();
    }
  }

  private static final class PoisonRecord extends ProducerRecord<byte[], byte[]> {
    PoisonRecord(String topic, byte[] value) {
      super(topic, 0, null, value);
    }

    PoisonRecord with(String header, String value) {
      headers().add(new RecordHeader(header, value.getBytes(UTF_8)));
      return this;
    }
  }

  private static PoisonRecord record(String topic, String value) {
    return new PoisonRecord(topic, value.getBytes(UTF_8));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  private static byte[] lines(LogLines lines, int count) {
    return lines.next(count).getBytes(UTF_8);
  }

  private static BlockRecord blockOf(String source) {
    String digest = "0".repeat(64);
    return new BlockRecord(
        source,
        "a-file",
        "a/name",
        0,
        0,
        digest,
        digest,
        false,
        false,
        new byte[0],
        java.time.LocalDate.parse("2026-10-01"),
        0,
        "",
        "",
        0,
        new byte[0],
        BlockRecord.UNKNOWN_LINES);
  }

  private void sampleMonth() throws Exception {
    SampleGenerator.generate(
        new SampleOptions(3_000, 42, YearMonth.of(2026, 10), logs, "", 2, false, true),
        (files, written, bytes) -> {});
  }

  /** As if a commit had been made without what it says of offsets. */
  private static void copyWithoutOffsets(Path from, Path to) throws IOException {
    DataDirectory source = DataDirectory.open(from);
    Commit head = source.log().head();
    DataDirectory data = DataDirectory.create(to);
    List<String> all = new ArrayList<>(head.coverage());
    head.files().stream().map(DataFile::path).forEach(all::add);
    for (String file : all) {
      Files.createDirectories(data.resolve(file).getParent());
      Files.copy(source.resolve(file), data.resolve(file));
    }
    data.log()
        .append(
            Change.publish(
                "meter", new Change.Checkpoint("meter-1", 1), head.files(), head.coverage()));
  }

  private void readOverAndOver(
      AtomicBoolean stop, Set<Long> read, AtomicReference<Throwable> failed) {
    try {
      while (!stop.get()) {
        if (Files.exists(metered.resolve("truecost.json"))) {
          String[] sums = MeteredTables.query(metered, SUMS).get(0).split(" \\| ");
          assertThat(sums[0]).as("requests of usage, and of the ledger").isEqualTo(sums[1]);
          read.add(Long.parseLong(sums[0]));
        }
        Thread.sleep(50);
      }
    } catch (Throwable e) {
      failed.compareAndSet(null, e);
    }
  }

  /** Whether rows had to leave memory before their commit. */
  private boolean isPending() throws IOException {
    try (Stream<Path> files = Files.list(metered.resolve("_commits"))) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("pending-"));
    }
  }

  /** Data files that are closed and in no commit. */
  private Set<String> uncommitted() throws IOException {
    Set<String> closed = new HashSet<>();
    if (!Files.exists(metered)) {
      return closed;
    }
    try (Stream<Path> files = Files.walk(metered)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 8 && new String(bytes, bytes.length - 4, 4, UTF_8).equals("PAR1")) {
          closed.add(metered.relativize(file).toString());
        }
      }
    }
    head(metered).files().forEach(file -> closed.remove(file.path()));
    return closed;
  }

  private static Commit head(Path data) throws IOException {
    return Files.exists(data.resolve("truecost.json"))
        ? DataDirectory.open(data).log().head()
        : Commit.EMPTY;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Ended ok(Ended ended) {
    assertThat(ended.exitCode()).as(ended.err() + ended.out()).isZero();
    return ended;
  }

  private Ended publish(String... arguments) {
    return run(List.of("publish", "--bootstrap", broker.address(), "--topic", topic), arguments);
  }

  private Ended replay(Path data, Path logs) {
    return run(List.of("replay", "--keys", keys.toString(), "--out", data.toString()), logs);
  }

  /** Until the last record that is there. */
  private Ended meter(Path data, String... arguments) {
    List<String> all = new ArrayList<>(meterArguments(data));
    if (List.of(arguments).contains("--topic")) {
      all.remove("--topic");
      all.remove(topic);
    }
    all.add("--until-now");
    return run(all, arguments);
  }

  private List<String> meterArguments(Path data) {
    return List.of(
        "meter",
        "--bootstrap",
        broker.address(),
        "--topic",
        topic,
        "--keys",
        keys.toString(),
        "--checkpoints",
        checkpoints.toString(),
        "--checkpoint-every",
        "1s",
        "--publish-every",
        "2s",
        "--out",
        data.toString());
  }

  private static Ended run(List<String> first, Object... more) {
    List<String> all = new ArrayList<>(first);
    for (Object argument : more) {
      all.add(argument.toString());
    }
    return Cli.run(all.toArray(new String[0]));
  }

  private PublishChild command(boolean resume) throws IOException {
    List<String> arguments = new ArrayList<>(meterArguments(metered));
    if (resume) {
      arguments.add("--resume");
    }
    return PublishChild.start(scratch, TrueCost.class, arguments.toArray(new String[0]));
  }

  private PublishChild smallTotals() throws IOException {
    return PublishChild.start(
        scratch,
        SmallTotals.class,
        broker.address(),
        topic,
        metered.toString(),
        keys.toString(),
        checkpoints.toString());
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker.address());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void create(String... names) throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker.address());
    try (var admin = org.apache.kafka.clients.admin.Admin.create(properties)) {
      List<org.apache.kafka.clients.admin.NewTopic> made = new ArrayList<>();
      for (String name : names) {
        made.add(new org.apache.kafka.clients.admin.NewTopic(name, 1, (short) 1));
      }
      admin.createTopics(made).all().get();
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, PublishChild child, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.holds()) {
      if (System.nanoTime() > end || !child.isAlive()) {
        throw new AssertionError("It did not come to pass that " + what + "\n" + child.said());
      }
      Thread.sleep(50);
    }
  }
}
