package org.truecost.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli;
import org.truecost.cli.Cli.Ended;

/** A broker that asks who we are, and what we may do. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PublishRightsIT {
  private static final String MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  @TempDir static Path shared;
  private static Broker broker;
  private static String clients;

  @TempDir Path scratch;

  @BeforeAll
  static void startBroker() throws IOException {
    int port = Broker.freePort();
    clients = "127.0.0.1:" + port;
    broker =
        Broker.start(
            shared.resolve("broker"),
            "+listeners=,CLIENTS://" + clients,
            "+advertised.listeners=,CLIENTS://" + clients,
            "+listener.security.protocol.map=,CLIENTS:SASL_PLAINTEXT",
            "sasl.enabled.mechanisms=PLAIN",
            "listener.name.clients.plain.sasl.jaas.config="
                + MODULE
                + "user_operator=\"o\" user_stranger=\"s\";",
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users=User:ANONYMOUS;User:operator");
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void passesOnWhoWeAre() throws Exception {
    Ended ended = publishAs("operator", "o", "--create-topics");

    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(PublishedBlocks.committed(broker.address(), "logs").contents()).hasSize(1);
  }

  @Test
  void saysThatThePasswordIsWrong() throws Exception {
    Ended ended = publishAs("operator", "wrong");

    assertThat(ended.exitCode()).isEqualTo(11);
    assertThat(ended.err()).contains("does not let us in").contains("--command-config");
    assertThat(ended.err()).doesNotContain("wrong\"");
  }

  @Test
  void saysWhatIsNotAllowed() throws Exception {
    publishAs("operator", "o", "--create-topics");

    Ended ended = publishAs("stranger", "s");

    assertThat(ended.exitCode()).isEqualTo(11);
    assertThat(ended.err()).contains("does not allow");
  }

  private Ended publishAs(String user, String password, String... more) throws IOException {
    Path file = Files.writeString(scratch.resolve("a.log"), new LogLines(1).next(10));
    Path properties =
        Files.writeString(
            scratch.resolve("client.properties"),
            "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
                + MODULE
                + "username=\""
                + user
                + "\" password=\""
                + password
                + "\";\n");
    String[] arguments = {
      "publish",
      "--bootstrap",
      clients,
      "--command-config",
      properties.toString(),
      "--topic",
      "logs",
      "--source",
      "maven-central",
      file.toString()
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return Cli.run(all);
  }
}
