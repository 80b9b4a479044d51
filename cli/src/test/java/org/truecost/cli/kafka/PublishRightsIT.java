package org.truecost.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.cli.Cli;
import org.truecost.cli.Cli.Ended;

/** A broker that asks who we are, and what we may do, and that speaks TLS at other ports. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PublishRightsIT {
  private static final String MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  @TempDir static Path shared;
  private static Broker broker;
  private static String clients;
  private static String tls;
  private static String expired;
  private static Certificates certificates;

  @TempDir Path scratch;

  @BeforeAll
  static void startBroker() throws Exception {
    int port = Broker.freePort();
    clients = "127.0.0.1:" + port;
    tls = "127.0.0.1:" + Broker.freePort();
    expired = "127.0.0.1:" + Broker.freePort();
    certificates = Certificates.make(Files.createDirectories(shared.resolve("certificates")));
    String listeners = ",CLIENTS://" + clients + ",TLS://" + tls + ",EXPIRED://" + expired;
    broker =
        Broker.start(
            shared.resolve("broker"),
            "+listeners=" + listeners,
            "+advertised.listeners=" + listeners,
            "+listener.security.protocol.map=,CLIENTS:SASL_PLAINTEXT,TLS:SSL,EXPIRED:SSL",
            "listener.name.tls.ssl.keystore.location=" + certificates.keyStore("broker"),
            "listener.name.tls.ssl.keystore.password=" + Certificates.PASSWORD,
            "listener.name.expired.ssl.keystore.location=" + certificates.keyStore("expired"),
            "listener.name.expired.ssl.keystore.password=" + Certificates.PASSWORD,
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

  @Test
  void publishesAndMetersThroughTls() throws Exception {
    Path settings = settings(certificates.trusting("broker"));
    assertThat(publish(tls, settings, "--topic", "secret", "--create-topics").exitCode()).isZero();

    Ended metered = meter(tls, "secret", settings, "--until-now");

    assertThat(metered.exitCode()).as(metered.err()).isZero();
    assertThat(metered.err()).contains("Metered 10 lines.");
  }

  @Test
  void saysThatTheAuthorityIsNotTrusted() throws Exception {
    Path settings = settings(certificates.trusting("stranger"));

    for (Ended ended : List.of(publish(tls, settings), meter(tls, "logs", settings))) {
      assertThat(ended.exitCode()).isEqualTo(11);
      assertThat(ended.err())
          .contains("an authority that we do not trust")
          .contains("ssl.truststore.location")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void saysThatTheCertificateHasExpired() throws Exception {
    Path settings = settings(certificates.trusting("expired"));

    for (Ended ended : List.of(publish(expired, settings), meter(expired, "logs", settings))) {
      assertThat(ended.exitCode()).isEqualTo(11);
      assertThat(ended.err()).contains("has expired");
    }
  }

  @Test
  void saysThatTheCertificateIsForAnotherName() throws Exception {
    Path settings = settings(certificates.trusting("broker"));
    String other = tls.replace("127.0.0.1", "localhost");

    for (Ended ended : List.of(publish(other, settings), meter(other, "logs", settings))) {
      assertThat(ended.exitCode()).isEqualTo(11);
      assertThat(ended.err()).contains("not for this name").contains("localhost");
    }
  }

  @Test
  void saysThatThePortSpeaksTlsOrDoesNot() throws Exception {
    String quick = "default.api.timeout.ms=3000\nrequest.timeout.ms=3000\n";

    Ended plain = publish(tls, settings(quick));
    assertThat(plain.exitCode()).isEqualTo(11);
    assertThat(plain.err()).contains("speaks TLS, and we do not").contains("security.protocol=SSL");

    Ended encrypted = publish(broker.address(), settings(quick + certificates.trusting("broker")));
    assertThat(encrypted.exitCode()).isEqualTo(11);
    assertThat(encrypted.err()).contains("this port does not speak it");
  }

  private Path settings(String properties) throws IOException {
    return Files.writeString(scratch.resolve("tls.properties"), properties);
  }

  private Ended meter(String servers, String topic, Path settings, String... more) {
    return Cli.run(
        with(
            more,
            "meter",
            "--bootstrap",
            servers,
            "--command-config",
            settings.toString(),
            "--topic",
            topic,
            "--out",
            scratch.resolve("data").toString(),
            "--keys",
            scratch.resolve("keys").toString(),
            "--checkpoints",
            scratch.resolve("checkpoints").toString(),
            "--parallelism",
            "1"));
  }

  private Ended publish(String servers, Path settings, String... more) throws IOException {
    Path file = Files.writeString(scratch.resolve("a.log"), new LogLines(1).next(10));
    return Cli.run(
        with(
            more,
            "publish",
            "--bootstrap",
            servers,
            "--command-config",
            settings.toString(),
            "--source",
            "maven-central",
            file.toString()));
  }

  private static String[] with(String[] more, String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return all;
  }

  private Ended publishAs(String user, String password, String... more) throws IOException {
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
    return publish(clients, properties, with(more, "--topic", "logs"));
  }
}
