package org.truecost.metering.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.config.ConfigException;
import org.truecost.metering.job.StartingPoint;

class MeteringFileTest {
  private static final Path CONFIG = Path.of("..", "config").toAbsolutePath().normalize();
  private static final String LEAST =
      """
      servers: 127.0.0.1:9092
      topics: [{name: access-logs}, {name: pushed, source: npm-registry}]
      data: data
      lineage: metering-1
      config: %s
      """
          .formatted(CONFIG);

  @TempDir Path folder;

  @Test
  void whatIsNotSaidIsAsForTheCommand() throws Exception {
    MeteringFile file = read(LEAST);

    assertThat(file.topics()).containsExactly("access-logs", "pushed");
    assertThat(file.pushed()).isEqualTo(Map.of("pushed", "npm-registry"));
    assertThat(file.data()).isEqualTo(folder.resolve("data"));
    assertThat(file.keyFile()).isEqualTo(folder.resolve("data.keys"));
    assertThat(file.start().kind()).isEqualTo(StartingPoint.Kind.EARLIEST);
    assertThat(file.publications()).isEqualTo(Duration.ofMinutes(10));
    assertThat(file.checkpoints()).isEmpty();
    assertThat(file.parallelism()).isEmpty();
  }

  @Test
  void whatIsSaidHolds() throws Exception {
    MeteringFile file =
        read(
            LEAST
                + """
                keys: elsewhere.keys
                start: 2026-11-01T00:00:00Z
                publish_every: PT1M
                checkpoint_every: PT5S
                parallelism: 3
                memory_per_slot_mib: 512
                client:
                  security.protocol: SSL
                """);

    assertThat(file.keyFile()).isEqualTo(folder.resolve("elsewhere.keys"));
    assertThat(file.start().timestampMillis()).isEqualTo(1_793_491_200_000L);
    assertThat(file.checkpoints()).contains(Duration.ofSeconds(5));
    assertThat(file.parallelism()).contains(3);
    assertThat(file.slotBytes()).isEqualTo(512L << 20);
    assertThat(file.client()).isEqualTo(Map.of("security.protocol", "SSL"));
  }

  @Test
  void itMayBeginWhereAGroupHasCommitted() throws Exception {
    assertThat(read(LEAST + "start: group=readers\n").start().groupOr("own")).contains("readers");
    assertThat(read(LEAST + "start: group\n").start().groupOr("own")).contains("own");
    assertThat(read(LEAST + "start: latest\n").start().groupOr("own")).isEmpty();
    assertThatThrownBy(() -> read(LEAST + "start: group=\n"))
        .hasMessageContaining("nor earliest, latest, group or group=NAME");
  }

  @Test
  void anAddressIsNoDataDirectory() {
    assertThatThrownBy(() -> read(LEAST.replace("data: data", "data: s3://bucket/data")))
        .hasMessageContaining("\"s3://bucket/data\" is an address");
  }

  @Test
  void everythingWrongIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    server: 127.0.0.1:9092
                    topics: [{name: a, source: npm-registri}, {name: a}]
                    data: data
                    keys: data/keys
                    lineage: My Job
                    config: %s
                    start: latests
                    publish_every: 10m
                    checkpoint_every: PT0S
                    client: {isolation.level: read_uncommitted}
                    """
                        .formatted(CONFIG)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("servers: is missing")
        .hasMessageContaining("server: is not a known key; did you mean \"servers\"?")
        .hasMessageContaining("\"a\" is there twice")
        .hasMessageContaining("did you mean \"npm-registry\"?")
        .hasMessageContaining("must lie outside the data directory")
        .hasMessageContaining("small letters, digits and hyphens")
        .hasMessageContaining("did you mean \"latest\"?")
        .hasMessageContaining("\"10m\" is not a duration")
        .hasMessageContaining("is not longer than nothing")
        .hasMessageContaining("isolation.level: is set by the job");
  }

  @Test
  void filesThatAreNotThereAreNamed() {
    assertThatThrownBy(() -> MeteringFile.read(folder.resolve("none.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("none.yaml")
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> read(LEAST + "sources: nowhere.yaml\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("nowhere.yaml")
        .hasMessageContaining("does not exist");
  }

  private MeteringFile read(String yaml) throws IOException {
    Path file = folder.resolve("metering.yaml");
    Files.writeString(file, yaml);
    return MeteringFile.read(file);
  }
}
