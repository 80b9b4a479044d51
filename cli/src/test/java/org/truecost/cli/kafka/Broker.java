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
  private final Path directory;
  private final int port;
  private final String[] settings;
  private Process process;

  private Broker(Path directory, int port, String... settings) {
    this.directory = directory;
    this.port = port;
    this.settings = settings;
  }

  /** Starts a broker and waits until it serves. */
  static Broker start(Path directory, String... settings) throws IOException {
    Broker broker = new Broker(directory, freePort(), settings);
    broker.start();
    return broker;
  }

  /** Starts it, again where it was after {@link #kill()}. */
  void start() throws IOException {
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
    process =
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
  }

  /** Signal 9. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
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
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
