package org.truecost.devcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What the processes are told. */
class ConfigurationTest {
  private static final Layout LAYOUT = new Layout(Path.of("/a dir \"quoted\" \\ ü # {x}"));
  private static final Ports PORTS =
      new Ports(
          Map.of(
              Ports.KAFKA,
              1001,
              Ports.KAFKA_CONTROLLER,
              1002,
              Ports.ZOOKEEPER,
              1003,
              Ports.rest(1),
              1004,
              Ports.rpc(1),
              1005));

  @Test
  void flinkReadsPathsAsTheyAre() throws Exception {
    JsonNode yaml =
        new YAMLMapper(new YAMLFactory())
            .readTree(FlinkConfiguration.yaml(Settings.DEFAULT, PORTS, LAYOUT));

    assertThat(yaml.path("execution.checkpointing.dir").asText())
        .isEqualTo("file://" + LAYOUT.checkpoints());
    assertThat(yaml.path("rest.port").asText()).isEqualTo("1004");
    assertThat(yaml.path("heartbeat.timeout").asText()).isEqualTo("8 s");
    assertThat(yaml.has("high-availability.type")).isFalse();
  }

  @Test
  void kafkaReadsPathsAsTheyAre() throws Exception {
    Properties properties = new Properties();
    properties.load(
        new StringReader(KafkaConfiguration.properties(Settings.DEFAULT, PORTS, LAYOUT.kafka())));

    assertThat(properties)
        .containsEntry("log.dirs", LAYOUT.kafka().toString())
        .containsEntry("listeners", "PLAINTEXT://127.0.0.1:1001,CONTROLLER://127.0.0.1:1002");
  }

  @Test
  void whatTheUserAddsWins() throws Exception {
    Settings settings =
        Settings.DEFAULT
            .withFlink(Map.of("heartbeat.timeout", "1 min"))
            .withKafka(Map.of("num.io.threads", "8", " odd=key", " odd value"));
    Properties properties = new Properties();
    properties.load(
        new StringReader(KafkaConfiguration.properties(settings, PORTS, LAYOUT.kafka())));

    assertThat(FlinkConfiguration.keys(settings, PORTS, LAYOUT))
        .containsEntry("heartbeat.timeout", "1 min");
    assertThat(properties)
        .containsEntry("num.io.threads", "8")
        .containsEntry(" odd=key", " odd value");
  }

  @Test
  void memoryOfATaskManagerAddsUp() {
    Map<String, String> keys = TaskManagerMemory.of(1024, 2).flinkKeys();

    int sum = 0;
    for (Map.Entry<String, String> key : keys.entrySet()) {
      if (!key.getKey().endsWith(".min")) {
        sum += Integer.parseInt(key.getValue().replace("m", ""));
      }
    }
    assertThat(sum).isEqualTo(1024);
  }

  @Test
  void tooLittleMemoryIsRefusedWithWhatIsNeeded() {
    assertThatThrownBy(() -> Settings.DEFAULT.withMemoryMiB(500))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("memory: 500 MiB are too little for 2 slots; at least 640 MiB are needed");
    assertThat(Settings.DEFAULT.withMemoryMiB(640).memoryMiB()).isEqualTo(640);
  }

  @Test
  void severalJobManagersNeedHighAvailability() {
    assertThatThrownBy(() -> new Settings(1, 1, 1024, 0, 0, 2, false, Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("high availability");
    assertThat(Settings.DEFAULT.withHighAvailability(2).members())
        .extracting(MemberName::toString)
        .containsExactly(
            "zookeeper", "kafka", "jobmanager-1", "jobmanager-2", "taskmanager-1", "taskmanager-2");
  }

  @Test
  void directoriesThatFlinkAndKafkaWouldCutInTwoAreRefused() {
    for (String name : new String[] {"a,b", "a:b", "a|b", "a;b", "a\nb"}) {
      assertThatThrownBy(() -> Layout.of(Path.of(name)))
          .as(name)
          .isInstanceOf(DevClusterException.class)
          .hasMessageContaining("--dir");
    }
  }

  @Test
  void theClientScriptHandsWordsOnUnchanged() throws Exception {
    Launches.Launch echo =
        new Launches.Launch(
            java.util.List.of("/bin/sh", "-c", "printf '%s|' \"$V\" \"$0\" \"$@\"", "it's $0"),
            Map.of("V", "a 'b' $HOME *"));
    Process shell =
        new ProcessBuilder(
                "/bin/sh", "-c", ClientScript.of(echo, Path.of("/tmp")), "flink", "run", "-d x")
            .start();

    assertThat(
            new String(
                shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("a 'b' $HOME *|it's $0|run|-d x|");
  }
}
