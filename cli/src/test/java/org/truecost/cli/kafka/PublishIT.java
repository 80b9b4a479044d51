package org.truecost.cli.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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

/** The publisher against a real broker. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PublishIT {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

  @TempDir static Path shared;
  private static Broker broker;
  private static int topics;

  @TempDir Path scratch;
  private String topic;

  @BeforeAll
  static void startBroker() throws IOException {
    broker = Broker.start(shared.resolve("broker"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void nameTopic() {
    topic = "logs-" + topics++;
  }

  @Test
  void publishesADirectoryOnceWhateverNameAndCompression() throws Exception {
    Path logs = Files.createDirectories(scratch.resolve("logs/maven-central"));
    byte[] a = new LogLines(1).next(3_000).getBytes(UTF_8);
    byte[] b = (new LogLines(2).next(10) + "without a terminator").getBytes(UTF_8);
    Files.write(logs.resolve("access.log-a.gz"), LogLines.gzip(a));
    Files.write(logs.resolve("access.log-b.gz"), b);
    Files.write(logs.resolve("access.log-b-again.gz"), LogLines.gzip(b));

    Ended first = publish("--create-topics", logs.getParent().toString());

    assertThat(first.exitCode()).as(first.err()).isZero();
    PublishedBlocks published = PublishedBlocks.committed(broker.address(), topic);
    Map<String, byte[]> contents = published.contents();
    assertThat(contents)
        .containsOnlyKeys("maven-central/access.log-a.gz", "maven-central/access.log-b-again.gz");
    assertThat(contents.get("maven-central/access.log-a.gz")).isEqualTo(a);
    assertThat(contents.get("maven-central/access.log-b-again.gz")).isEqualTo(b);
    assertThat(published.ended()).hasSize(2);
    assertThat(published.blocks())
        .allSatisfy(
            block -> {
              assertThat(block.batchDate()).hasToString("2026-10-01");
              assertThat(block.setAside()).isFalse();
            });

    Files.move(logs.resolve("access.log-a.gz"), logs.resolve("access.log-renamed.gz"));
    Files.write(logs.resolve("access.log-renamed.gz"), a);
    Ended second = publish(logs.getParent().toString(), "--json");

    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out()).contains("\"blocks\" : 0").contains("\"skipped\" : 3");
    assertThat(PublishedBlocks.all(broker.address(), topic).blocks())
        .hasSameSizeAs(published.blocks());
  }

  @Test
  void goesOnWithAFileThatHasGrown() throws Exception {
    Path logs = Files.createDirectories(scratch.resolve("logs/maven-central"));
    LogLines lines = new LogLines(3);
    String first = lines.next(50);
    String second = lines.next(50);
    Files.writeString(logs.resolve("access.log-a.gz"), first);
    publish("--create-topics", scratch.resolve("logs").toString());
    Files.writeString(logs.resolve("access.log-a.gz"), first + second);

    Ended ended = publish(scratch.resolve("logs").toString());

    assertThat(ended.out()).contains("published from where they ended before");
    assertThat(PublishedBlocks.committed(broker.address(), topic).contents())
        .containsEntry("maven-central/access.log-a.gz", (first + second).getBytes(UTF_8));
  }

  @Test
  void sendsALastLineThatWasCutAgainAsAWhole() throws Exception {
    Path log = scratch.resolve("a.log");
    LogLines lines = new LogLines(12);
    String whole = lines.next(5);
    String cut = lines.next(1);
    Files.writeString(log, whole + cut.substring(0, 20));
    publish("--create-topics", "--source", "maven-central", log.toString());
    Files.writeString(log, whole + cut + lines.next(1));

    Ended ended = publish("--source", "maven-central", log.toString());

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    List<BlockRecord> blocks = PublishedBlocks.committed(broker.address(), topic).blocks();
    assertThat(blocks).hasSize(2);
    BlockRecord again = blocks.get(1);
    assertThat(again.firstByte()).isEqualTo(whole.length());
    assertThat(again.publishedBytes()).isEqualTo(whole.length() + 20);
    assertThat(new String(again.lines(), UTF_8)).startsWith(cut);
    assertThat(again.endByte()).isEqualTo(Files.size(log));
  }

  @Test
  void goesOnWhenTheBrokerIsKilledAndStartedAgain() throws Exception {
    Path logs = Files.createDirectories(scratch.resolve("logs/maven-central"));
    Path log = logs.resolve("access.log-a.gz");
    LogLines lines = new LogLines(13);
    Files.writeString(log, lines.next(200));
    try (PublishChild child = follow(scratch.resolve("logs"), "30s")) {
      awaitContent("maven-central/access.log-a.gz", Files.readString(log));

      broker.kill();
      append(log, lines.next(200));
      Thread.sleep(3_000);
      append(log, lines.next(200));
      broker.start();

      awaitContent("maven-central/access.log-a.gz", Files.readString(log));
      assertThat(child.terminate()).as(child.said()).isZero();
    }
    assertThat(PublishedBlocks.committed(broker.address(), topic).contents())
        .containsEntry("maven-central/access.log-a.gz", Files.readAllBytes(log));
  }

  @Test
  void aPublisherThatIsKilledAndStartedAgainPublishesEachByteOnce() throws Exception {
    Path file = scratch.resolve("large.log");
    byte[] content = new LogLines(4).next(150_000).getBytes(UTF_8);
    Files.write(file, content);
    Random random = new Random(20261122);
    int killedMidFile = 0;
    for (int kill = 0; kill < 3; kill++) {
      try (PublishChild child =
          PublishChild.start(
              scratch, SmallTransactions.class, broker.address(), topic, file.toString())) {
        long before = publishedBytes();
        await("blocks are sent", () -> !child.isAlive() || publishedBytes() > before);
        Thread.sleep(random.nextInt(300));
        child.kill();
        long committed = publishedBytes();
        killedMidFile += committed > 0 && committed < content.length ? 1 : 0;
      }
    }

    try (PublishChild child =
        PublishChild.start(
            scratch, SmallTransactions.class, broker.address(), topic, file.toString())) {
      assertThat(child.exitCode()).as(child.said()).isZero();
    }

    assertThat(killedMidFile).isEqualTo(3);
    PublishedBlocks published = PublishedBlocks.committed(broker.address(), topic);
    assertThat(published.contents()).hasSize(1);
    assertThat(published.contents().get("large.log")).isEqualTo(content);
    assertThat(published.ended()).containsExactly("large.log");
    // Without transactions a reader would see these.
    assertThat(PublishedBlocks.all(broker.address(), topic).bytes()).isGreaterThan(content.length);
  }

  @Test
  void aSecondPublisherOfASourceFencesTheFirst() throws Exception {
    Path logs = Files.createDirectories(scratch.resolve("logs/maven-central"));
    LogLines lines = new LogLines(5);
    String first = lines.next(10);
    Files.writeString(logs.resolve("access.log-a.gz"), first);
    try (PublishChild child = follow(scratch.resolve("logs"), "1s")) {
      awaitContent("maven-central/access.log-a.gz", first);

      publish(logs.resolve("access.log-a.gz").toString(), "--source", "maven-central");
      Files.writeString(logs.resolve("access.log-a.gz"), lines.next(10), StandardOpenOption.APPEND);

      assertThat(child.exitCode()).as(child.said()).isEqualTo(12);
      assertThat(child.said()).contains("error: Another publisher has taken over");
    }
  }

  @Test
  void followsFilesThatGrowAreRenamedTruncatedAndCompressed() throws Exception {
    Path logs = Files.createDirectories(scratch.resolve("logs/maven-central"));
    Path log = logs.resolve("access.log-0.gz");
    LogLines lines = new LogLines(6);
    String day1 = lines.next(20);
    Files.writeString(log, day1 + "half a li");
    long total;
    try (PublishChild child = follow(scratch.resolve("logs"), "30s")) {
      // Growth; the half line is held back.
      awaitContent("maven-central/access.log-0.gz", day1);
      Files.writeString(log, "ne\n" + lines.next(3_000), StandardOpenOption.APPEND);
      String grown = Files.readString(log);
      awaitContent("maven-central/access.log-0.gz", grown);

      // Rotation by rename: lines before and after it, then a new file under the old name.
      append(log, lines.next(5));
      Path renamed = logs.resolve("access.log-1.gz");
      Files.move(log, renamed);
      append(renamed, lines.next(5));
      String all1 = Files.readString(renamed);
      String day2 = lines.next(20);
      Files.writeString(log, day2);
      awaitContent("maven-central/access.log-0.gz", all1);
      awaitBytes(all1.length() + (long) day2.length());

      // Rotation by copy and truncation, with lines that were not read before it.
      append(log, lines.next(5));
      Path copied = logs.resolve("access.log-2.gz");
      Files.copy(log, copied);
      String all2 = Files.readString(copied);
      String day3 = lines.next(400);
      Files.writeString(log, day3, StandardOpenOption.TRUNCATE_EXISTING);
      awaitBytes(all1.length() + (long) all2.length() + day3.length());

      // .1 becomes .gz, in two parts: the first alone is no gzip file.
      byte[] stored = LogLines.gzip(all1.getBytes(UTF_8));
      Path compressed = logs.resolve("access.log-1.gz.gz");
      Files.write(compressed, List.of(), UTF_8);
      Files.write(compressed, java.util.Arrays.copyOf(stored, stored.length / 2));
      Thread.sleep(1_500);
      Files.write(compressed, stored);
      Files.delete(renamed);
      Thread.sleep(3_000);

      assertThat(child.terminate()).as(child.said()).isZero();
      PublishedBlocks published = PublishedBlocks.committed(broker.address(), topic);
      // Three files had the same name; their ids tell them apart.
      assertThat(published.blocks().stream().map(block -> block.file()).distinct()).hasSize(3);
      total = all1.length() + (long) all2.length() + day3.length();
      assertThat(published.bytes()).isEqualTo(total);
      assertThat(child.said()).doesNotContain("192.0.2.");
    }

    // Settled: nothing new, and the compressed one is known.
    Ended again = publish(scratch.resolve("logs").toString());
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(publishedBytes()).isEqualTo(total);
  }

  @Test
  void aFollowedFileThatIsLeftAloneIsCompleteWithItsLastLine() throws Exception {
    Path logs = Files.createDirectories(scratch.resolve("logs/maven-central"));
    LogLines lines = new LogLines(7);
    String whole = lines.next(20) + "no terminator";
    Files.writeString(logs.resolve("access.log-a.gz"), whole);
    byte[] other = lines.next(20).getBytes(UTF_8);
    byte[] stored = LogLines.gzip(other);
    Path half = logs.resolve("access.log-b.gz");
    Files.write(half, java.util.Arrays.copyOf(stored, stored.length - 100));
    try (PublishChild child = follow(scratch.resolve("logs"), "2s")) {
      awaitContent("maven-central/access.log-a.gz", whole);
      Files.write(half, stored);
      awaitContent("maven-central/access.log-b.gz", new String(other, UTF_8));
      await(
          "both are complete",
          () -> PublishedBlocks.visible(broker.address(), topic).ended().size() == 2);

      assertThat(child.terminate()).as(child.said()).isZero();
    }
  }

  @Test
  void saysWhichTopicIsMissing() throws Exception {
    Path file = Files.writeString(scratch.resolve("a.log"), new LogLines(8).next(3));

    Ended ended = publish(file.toString(), "--source", "maven-central");

    assertThat(ended.exitCode()).isEqualTo(10);
    assertThat(ended.err())
        .contains("has no topics " + topic + " and " + topic + "-ledger: have them made with");
  }

  @Test
  void refusesALedgerThatForgets() throws Exception {
    create(new NewTopic(topic, 1, (short) 1), new NewTopic(topic + "-ledger", 1, (short) 1));
    Path file = Files.writeString(scratch.resolve("a.log"), new LogLines(8).next(3));

    Ended ended = publish(file.toString(), "--source", "maven-central");

    assertThat(ended.exitCode()).isEqualTo(10);
    assertThat(ended.err()).contains("cleanup.policy=delete").contains("set it to compact");
  }

  @Test
  void saysThatABlockIsTooLargeAndPublishesNothing() throws Exception {
    create(
        new NewTopic(topic, 1, (short) 1).configs(Map.of("max.message.bytes", "2000")),
        new NewTopic(topic + "-ledger", 1, (short) 1).configs(Map.of("cleanup.policy", "compact")));
    Path file = Files.writeString(scratch.resolve("a.log"), new LogLines(9).next(1_000));

    Ended ended = publish(file.toString(), "--source", "maven-central");

    assertThat(ended.exitCode()).isEqualTo(13);
    assertThat(ended.err()).contains("max.message.bytes").contains("maven-central");
    assertThat(PublishedBlocks.committed(broker.address(), topic).blocks()).isEmpty();
  }

  @Test
  void publishesStandardInput() throws Exception {
    byte[] content = new LogLines(11).next(100).getBytes(UTF_8);
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(LogLines.gzip(content)));
    Ended ended;
    try {
      ended = publish("--create-topics", "-", "--source", "maven-central");
    } finally {
      System.setIn(before);
    }

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(PublishedBlocks.committed(broker.address(), topic).contents())
        .containsOnlyKeys("stdin")
        .containsEntry("stdin", content);
  }

  @Test
  void saysThatNoBrokerAnswers() throws Exception {
    Path file = Files.writeString(scratch.resolve("a.log"), new LogLines(10).next(3));
    Path quick =
        Files.writeString(
            scratch.resolve("quick"), "default.api.timeout.ms=2000\nrequest.timeout.ms=1000\n");
    String nowhere = "127.0.0.1:" + Broker.freePort();

    Ended ended =
        Cli.run(
            "publish",
            "--bootstrap",
            nowhere,
            "--command-config",
            quick.toString(),
            "--source",
            "maven-central",
            file.toString());

    assertThat(ended.exitCode()).isEqualTo(9);
    assertThat(ended.err()).contains("Kafka at " + nowhere + " does not answer");
  }

  @Test
  void theSampleArrivesAsItIs() throws Exception {
    Path sample = Path.of("../sample-logs/crates-io-static");
    Path logs = Files.createDirectories(scratch.resolve("logs/crates-io-static"));
    try (var files = Files.list(sample)) {
      for (Path file : files.toList()) {
        Files.copy(file, logs.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }

    Ended ended = publish("--create-topics", logs.getParent().toString(), "--block-size", "16KiB");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    PublishedBlocks published = PublishedBlocks.committed(broker.address(), topic);
    assertThat(published.blocks()).as(ended.out()).isNotEmpty();
    for (Map.Entry<String, byte[]> file : published.contents().entrySet()) {
      try (InputStream stored =
          new GZIPInputStream(Files.newInputStream(logs.getParent().resolve(file.getKey())))) {
        assertThat(file.getValue()).as(file.getKey()).isEqualTo(stored.readAllBytes());
      }
    }
    assertThat(published.blocks())
        .filteredOn(block -> block.firstByte() > 0)
        .isNotEmpty()
        .allSatisfy(
            block ->
                assertThat(new String(block.preamble(), UTF_8))
                    .startsWith("#Version: 1.0\n#Fields: "));
  }

  private Ended publish(String... arguments) {
    String[] all = new String[arguments.length + 5];
    all[0] = "publish";
    all[1] = "--bootstrap";
    all[2] = broker.address();
    all[3] = "--topic";
    all[4] = topic;
    System.arraycopy(arguments, 0, all, 5, arguments.length);
    return Cli.run(all);
  }

  private PublishChild follow(Path logs, String settle) throws IOException {
    return PublishChild.start(
        scratch,
        TrueCost.class,
        "publish",
        "--bootstrap",
        broker.address(),
        "--topic",
        topic,
        "--create-topics",
        "--settle",
        settle,
        "--follow",
        logs.toString());
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private void awaitContent(String name, String content) throws Exception {
    await(
        name + " has its " + content.length() + " bytes",
        () -> {
          for (var block : PublishedBlocks.visible(broker.address(), topic).blocks()) {
            if (block.name().equals(name) && block.endByte() == content.length()) {
              return true;
            }
          }
          return false;
        });
  }

  private void awaitBytes(long bytes) throws Exception {
    await(bytes + " bytes are published", () -> publishedBytes() == bytes);
  }

  private long publishedBytes() {
    try {
      return PublishedBlocks.visible(broker.address(), topic).bytes();
    } catch (org.apache.kafka.common.KafkaException e) {
      // The topic is not there yet.
      return 0;
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("It did not come to pass that " + what);
      }
      Thread.sleep(100);
    }
  }

  private static void create(NewTopic... topics) throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", broker.address());
    try (Admin admin = Admin.create(properties)) {
      admin.createTopics(List.of(topics)).all().get();
    }
  }
}
