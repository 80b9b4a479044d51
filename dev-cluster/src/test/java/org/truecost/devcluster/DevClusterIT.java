package org.truecost.devcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.truecost.devcluster.TestCluster.PATIENCE;
import static org.truecost.devcluster.TestCluster.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, in a directory whose name would break a careless command. */
@Timeout(120)
class DevClusterIT {
  private static final String TOPIC = "ticks";

  @TempDir static Path folder;
  private static Path directory;
  private static Path jar;
  private static DevCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    directory = folder.resolve("a dev'cluster $HOME");
    jar = TestCluster.tickJar(folder);
    cluster = DevCluster.start(directory, Settings.DEFAULT, TestCluster.installation());
  }

  @AfterAll
  static void everythingEnds() throws Exception {
    if (cluster != null) {
      List<ClusterProcess> processes = cluster.processes();
      cluster.close();
      assertThat(processes).allMatch(process -> process.liveness() == Liveness.DEAD);
      assertThat(directory.resolve("tmp")).doesNotExist();
    }
  }

  @Test
  void recordsSurviveTheDeathOfTheBroker() throws Exception {
    try (Admin admin = Admin.create(clients())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(clients(), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, "tick")).get();
    }
    long killed = cluster.kafka().pid();

    cluster.kafka().kill9();
    assertThat(cluster.kafka().liveness()).isEqualTo(Liveness.DEAD);
    cluster.restore();

    assertThat(cluster.kafka().pid()).isNotEqualTo(killed);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(clients(), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
      consumer.seekToBeginning(List.of(new TopicPartition(TOPIC, 0)));
      assertThat(consumer.poll(PATIENCE))
          .singleElement()
          .extracting(r -> r.value())
          .isEqualTo("tick");
    }
  }

  @Test
  void aJobSurvivesTheDeathOfATaskManagerAndContinuesFromItsSavepoint() throws Exception {
    String job =
        cluster.submit(
            Submission.of(jar, "ticks before")
                .withMainClass(TickJob.class.getName())
                .withParallelism(4));
    await(() -> cluster.flink().checkpoints(job).completed() > 0);

    ClusterProcess victim = cluster.taskManagers().get(1);
    victim.kill9();
    ClusterStatus hurt = cluster.status();
    cluster.restore();
    await(
        () -> cluster.flink().checkpoints(job).restored() > 0 && cluster.flink().allTasksRun(job));
    long completed = cluster.flink().checkpoints(job).completed();
    await(() -> cluster.flink().checkpoints(job).completed() > completed);

    assertThat(hurt.isWhole()).isFalse();
    assertThat(hurt.missing()).containsExactly("taskmanager-2 is dead");
    String savepoint = cluster.flink().stop(job, cluster.savepoints(), false, PATIENCE);
    await(() -> cluster.flink().state(job).equals("FINISHED"));
    String next =
        cluster.submit(
            Submission.of(jar, "ticks after")
                .withMainClass(TickJob.class.getName())
                .withParallelism(1)
                .fromSavepoint(savepoint));
    await(() -> cluster.flink().checkpoints(next).completed() > 0);
    assertThat(cluster.flink().checkpoints(next).restored()).isEqualTo(1);
    cluster.flink().cancel(next);
    await(() -> cluster.flink().state(next).equals("CANCELED"));
  }

  @Test
  void aSuspendedBrokerIsSeenAndGoesOn() throws Exception {
    cluster.kafka().suspend();
    ClusterStatus status = cluster.status();
    assertThatThrownBy(cluster::restore)
        .isInstanceOf(DevClusterException.class)
        .hasMessageContaining("kafka is suspended; let it go on with: kill -CONT");
    cluster.kafka().resume();

    assertThat(status.missing()).containsExactly("kafka is suspended");
    cluster.awaitWhole(PATIENCE);
    assertThat(cluster.status().isWhole()).isTrue();
  }

  private static Map<String, Object> clients() {
    return Map.of("bootstrap.servers", cluster.bootstrapServers());
  }
}
