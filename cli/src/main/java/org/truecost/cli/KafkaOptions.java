package org.truecost.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.truecost.config.Problems;
import picocli.CommandLine.Option;

/**
 * Where Kafka is and how to get in. A command that cannot do without it mixes these in; one that
 * can has them as a group, so that settings without brokers are a mistake.
 */
final class KafkaOptions {
  @Option(
      names = "--bootstrap",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Kafka's brokers; several with commas between.")
  private String servers;

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "Properties for Kafka's clients, such as TLS and SASL.")
  private Path commandConfig;

  String servers() {
    return servers;
  }

  /**
   * Settings of a client, brokers included.
   *
   * @throws org.truecost.config.ConfigException if the file of properties cannot be used
   */
  Map<String, String> client() throws IOException {
    Map<String, String> client = new TreeMap<>();
    if (commandConfig != null) {
      Properties properties = read(commandConfig);
      properties
          .stringPropertyNames()
          .forEach(name -> client.put(name, properties.getProperty(name)));
    }
    client.put("bootstrap.servers", servers);
    return client;
  }

  private static Properties read(Path file) throws IOException {
    Problems problems = new Problems();
    if (!Files.isRegularFile(file)) {
      problems.add(file, "", Files.exists(file) ? "is not a file" : "does not exist");
      problems.throwIfAny();
    }
    Properties properties = new Properties();
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(text);
    } catch (IllegalArgumentException e) {
      problems.add(file, "", "is not a file of properties: " + e.getMessage());
    }
    problems.throwIfAny();
    return properties;
  }
}
