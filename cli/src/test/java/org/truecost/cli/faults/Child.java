package org.truecost.cli.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real second JVM that runs a class of these tests. */
final class Child implements AutoCloseable {
  /** What the system reports of a process that signal 9 ended. */
  static final int KILLED = 128 + 9;

  /** Changes limits of a running process; part of every Linux, of no other system. */
  static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

  private final Process process;
  private final BufferedReader output;

  private Child(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static Child start(Class<?> main, String... arguments) throws IOException {
    return new Child(run(command(main, arguments)));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for a line that starts so, skipping others; null if its output ends before. */
  String awaitLine(String start) throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith(start)) {
      line = output.readLine();
    }
    return line;
  }

  /** Lets a child go on that waits for its standard input. */
  void goOn() throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write('\n');
    }
  }

  /** Waits for its end; what it printed and its exit code. */
  String finish() throws IOException, InterruptedException {
    String printed = output.lines().reduce("", (all, line) -> all + line + "\n");
    return printed + "exit " + process.waitFor();
  }

  /** From now on it may write no file larger than {@code bytes}, as if the disk were full. */
  void limitFiles(long bytes) throws IOException, InterruptedException {
    new ProcessBuilder(
            PRLIMIT.toString(), "--pid", Long.toString(process.pid()), "--fsize=" + bytes)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** kill -9; the exit code, which tells whether it had ended before. */
  int kill() throws InterruptedException {
    process.destroyForcibly();
    return process.waitFor();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    output.close();
  }

  private static Process run(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static List<String> command(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto"));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
