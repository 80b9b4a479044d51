package org.truecost.metering.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe for Kubernetes says nothing that the operator, Flink or the job would not take. */
class KubernetesRecipeTest {
  private static final Path RECIPE =
      Path.of("..", "operations", "kubernetes", "flinkdeployment.yaml");
  private static final String SCHEMA = "/kubernetes/flinkdeployments.flink.apache.org-v1.yml.gz";
  private static final YAMLMapper YAML = new YAMLMapper();

  @TempDir Path folder;

  @Test
  void isAFlinkDeploymentAsItsSchemaSaysAndHasNothingThatItDoesNotKnow() throws Exception {
    assertThat(problems(deployment())).isEmpty();
  }

  @Test
  void theSchemaWouldTellAWrongOne() throws Exception {
    ObjectNode deployment = deployment();
    ((ObjectNode) deployment.at("/spec")).put("flinkVersion", "v2.3");
    ((ObjectNode) deployment.at("/spec/job")).put("paralelism", 2);
    ((ObjectNode) deployment.at("/spec/podTemplate/spec/containers/0")).put("volumeMount", "x");

    assertThat(problems(deployment))
        .hasSize(3)
        .anyMatch(problem -> problem.contains("flinkVersion"))
        .anyMatch(problem -> problem.contains("paralelism"))
        .anyMatch(problem -> problem.contains("volumeMount"));
  }

  @Test
  void isForTheFlinkThatWeBuildWith() throws Exception {
    String[] version = EnvironmentInformation.getVersion().split("\\.", -1);

    assertThat(deployment().at("/spec/flinkVersion").asText())
        .isEqualTo("v" + version[0] + "_" + version[1]);
    assertThat(deployment().at("/spec/image").asText())
        .endsWith(":" + EnvironmentInformation.getVersion());
  }

  @Test
  void stateSurvivesThePodsThatMadeIt() throws Exception {
    Configuration flink = flink();

    for (String place :
        List.of(
            flink.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY),
            flink.get(CheckpointingOptions.SAVEPOINT_DIRECTORY),
            flink.get(HighAvailabilityOptions.HA_STORAGE_PATH))) {
      assertThat(place).startsWith("s3://");
    }
    assertThat(flink.get(HighAvailabilityOptions.HA_MODE)).isEqualTo("kubernetes");
    assertThat(deployment().at("/spec/job/upgradeMode").asText()).isEqualTo("savepoint");
    assertThat(deployment().at("/spec/job/state").asText())
        .isEqualToIgnoringCase(JobStatus.RUNNING.name());
  }

  @Test
  void itsMeteringFileIsValidAndFitsIntoItsMemory() throws Exception {
    MeteringFile file = metering();
    Configuration flink = flink();
    flink.set(
        TaskManagerOptions.TOTAL_PROCESS_MEMORY,
        MemorySize.parse(deployment().at("/spec/taskManager/resource/memory").asText()));
    flink.set(TaskManagerOptions.CPU_CORES, 2.0);

    long heap = TaskExecutorProcessUtils.processSpecFromConfig(flink).getTaskHeapSize().getBytes();
    long slots = flink.get(TaskManagerOptions.NUM_TASK_SLOTS);

    assertThat(file.slotBytes() * slots).isBetween(heap / 2, heap);
    assertThat(file.data()).startsWithRaw(Path.of(mountOf("data")));
    assertThat(file.keyFile()).startsWithRaw(Path.of(mountOf("data")));
    assertThat(deployment().at("/spec/job/args/1").asText())
        .isEqualTo(mountOf("metering") + "/metering.yaml");
  }

  private MeteringFile metering() throws IOException {
    String text = documents().get(0).at("/data/metering.yaml").asText();
    Path ours = Path.of("..", "config").toAbsolutePath().normalize();
    assertThat(text).contains("config: /opt/truecost/config\n");
    return MeteringFile.read(
        Files.writeString(
            folder.resolve("metering.yaml"),
            text.replace("/opt/truecost/config", ours.toString())));
  }

  private static String mountOf(String volume) throws IOException {
    for (JsonNode mount : deployment().at("/spec/podTemplate/spec/containers/0/volumeMounts")) {
      if (mount.path("name").asText().equals(volume)) {
        return mount.path("mountPath").asText();
      }
    }
    throw new AssertionError("no mount of " + volume);
  }

  private static Configuration flink() throws IOException {
    Configuration flink = new Configuration();
    deployment()
        .at("/spec/flinkConfiguration")
        .properties()
        .forEach(entry -> flink.setString(entry.getKey(), entry.getValue().asText()));
    return flink;
  }

  private static ObjectNode deployment() throws IOException {
    return (ObjectNode) documents().get(2);
  }

  private static List<JsonNode> documents() throws IOException {
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(RECIPE.toFile())) {
      return values.readAll();
    }
  }

  private static List<String> problems(JsonNode deployment) throws IOException {
    return schema().validate(deployment).stream()
        .map(ValidationMessage::toString)
        .sorted()
        .toList();
  }

  /** What a server would drop in silence, and a strict one refuses, is no property here. */
  private static JsonSchema schema() throws IOException {
    try (InputStream stored = KubernetesRecipeTest.class.getResourceAsStream(SCHEMA);
        InputStream yaml = new GZIPInputStream(stored)) {
      ObjectNode schema =
          (ObjectNode) YAML.readTree(yaml).at("/spec/versions/0/schema/openAPIV3Schema");
      // Every object has these; the schema leaves them to the server.
      ObjectNode properties = (ObjectNode) schema.get("properties");
      properties.putObject("apiVersion").put("const", "flink.apache.org/v1beta1");
      properties.putObject("kind").put("const", "FlinkDeployment");
      properties.putObject("metadata");
      close(schema);
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
    }
  }

  private static void close(JsonNode schema) {
    List<JsonNode> parts = new ArrayList<>();
    schema.elements().forEachRemaining(parts::add);
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")
        && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      object.put("additionalProperties", false);
    }
    parts.forEach(KubernetesRecipeTest::close);
  }
}
