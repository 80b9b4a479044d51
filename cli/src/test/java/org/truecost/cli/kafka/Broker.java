package org.truecost.cli.kafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real broker in a process of its own. */
final class Broker implements AutoCloseable {
  private final Process process;
  private final String address;

  private Broker(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts a broker and waits until it serves. */
  static Broker start(Path directory, String... settings) throws IOException {
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                classPath(),
                BrokerMain.class.getName(),
                directory.toString(),
                Integer.toString(port),
                Integer.toString(freePort())));
    command.addAll(List.of(settings));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = output.readLine();
      while (line != null && !line.equals("started")) {
        line = output.readLine();
      }
      if (line == null) {
        throw new IOException("The broker did not start.");
      }
    }
    return new Broker(process, "127.0.0.1:" + port);
  }

  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Where it serves. */
  String address() {
    return address;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
