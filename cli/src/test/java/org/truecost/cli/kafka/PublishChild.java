package org.truecost.cli.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code truecost} in a process of its own, which can be killed and told to end. */
public final class PublishChild implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path output;

  private PublishChild(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  public static PublishChild start(Path scratch, Class<?> main, String... arguments)
      throws IOException {
    Path output = Files.createTempFile(scratch, "child", ".out");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Dtruecost.home=" + Path.of("..").toAbsolutePath().normalize(),
                "-cp",
                Broker.classPath(),
                main.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new PublishChild(process, output);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Signal 9; what the process ended with. */
  public int kill() throws InterruptedException {
    process.destroyForcibly();
    return process.waitFor();
  }

  /** SIGTERM; what the process ended with. */
  public int terminate() throws InterruptedException {
    process.destroy();
    return exitCode();
  }

  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("The publisher did not end.");
    }
    return process.exitValue();
  }

  /** All it said so far. */
  public String said() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
