package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.cli.Cli.Ended;

/** {@code --metrics-port}, before anything is started. */
class MetricsPortTest {
  @TempDir Path folder;

  @Test
  void aPortInUseIsOneSentence() throws Exception {
    Path logs = Files.createDirectories(folder.resolve("maven-central"));
    Files.writeString(logs.resolve("access.log-a.gz"), "");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      String sentence =
          "error: Port "
              + port
              + " of 127.0.0.1 is in use by another program; choose another with --metrics-port, or"
              + " 0 for any that is free.";
      assertThat(meter(port)).isEqualTo(new Ended(ExitCodes.FAILED, "", sentence + "\n"));
      assertThat(publish(port)).isEqualTo(new Ended(ExitCodes.FAILED, "", sentence + "\n"));
    }
  }

  @Test
  void anAddressOfAnotherMachineIsOneSentence() throws Exception {
    assertThat(meter("192.0.2.1:0").err())
        .startsWith("error: No metrics can be served at 192.0.2.1 port 0: ")
        .endsWith("Choose an address of this machine and a port with --metrics-port.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http", "65536", "-1", ":9249", "127.0.0.1:", "127.0.0.1:x"})
  void whatIsNoPortIsAUsageError(String value) {
    Ended ended = meter(value);

    assertThat(ended.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(ended.err()).contains("is not a port, or an address and a port");
  }

  private Ended meter(String port) {
    return Cli.run(
        "meter",
        "--bootstrap",
        "127.0.0.1:1",
        "--out",
        folder.resolve("data").toString(),
        "--checkpoints",
        folder.resolve("checkpoints").toString(),
        "--metrics-port",
        port);
  }

  private Ended publish(String port) {
    return Cli.run(
        "publish", "--bootstrap", "127.0.0.1:1", folder.toString(), "--metrics-port", port);
  }
}
