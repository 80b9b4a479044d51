package org.truecost.devcluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Starts and ends the processes of one cluster and remembers them. Without a guard they are
 * detached: they outlive this JVM and the terminal.
 */
final class Supervisor {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long POLL_MILLIS = 50;
  private static final Duration FORMATTING = Duration.ofSeconds(60);
  private static final Duration LAST = Duration.ofSeconds(10);

  /** A session of one's own is best; all systems have the other. */
  private static final List<Path> DETACHERS =
      List.of(
          Path.of("/usr/bin/setsid"),
          Path.of("/bin/setsid"),
          Path.of("/usr/bin/nohup"),
          Path.of("/bin/nohup"));

  private final Layout layout;
  private final Launches launches;
  private final Optional<Guard> guard;
  private final Map<MemberName, Process> children = new HashMap<>();
  private final Map<MemberName, Long> logsFrom = new HashMap<>();
  private ClusterState state;
  private boolean ending;

  Supervisor(Layout layout, Installation installation, ClusterState state, Optional<Guard> guard) {
    this.layout = layout;
    this.launches = new Launches(layout, installation);
    this.state = state;
    this.guard = guard;
  }

  synchronized ClusterState state() {
    return state;
  }

  Launches launches() {
    return launches;
  }

  /** Writes what all processes read. */
  void configure() throws IOException {
    ClusterState now = state();
    Files.writeString(
        launches.configYaml(), FlinkConfiguration.yaml(now.settings(), now.ports(), layout));
    Files.writeString(
        launches.serverProperties(),
        KafkaConfiguration.properties(now.settings(), now.ports(), layout.kafka()));
    if (now.settings().highAvailability()) {
      Files.createDirectories(layout.zookeeper());
      Files.writeString(
          launches.zooKeeperProperties(),
          ZooKeeperConfiguration.properties(now.ports(), layout.zookeeper()));
    }
    try (InputStream in = Supervisor.class.getResourceAsStream("log4j2.properties")) {
      Files.copy(in, launches.logging(), StandardCopyOption.REPLACE_EXISTING);
    }
    Path script = layout.bin().resolve("flink");
    Files.writeString(script, ClientScript.of(launches.client(), layout.tmp("client")));
    if (script.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.createDirectories(layout.tmp("client"));
    now.write(layout);
  }

  /** Starts {@code names}, which must be dead; the broker's storage is made if it is not there. */
  void start(List<MemberName> names) throws IOException, InterruptedException, DevClusterException {
    MemberName kafka = new MemberName(Role.KAFKA, 1);
    boolean format =
        names.contains(kafka) && !Files.exists(layout.kafka().resolve("meta.properties"));
    Process formatting = format ? startFormatting() : null;
    try {
      for (MemberName name : names) {
        if (!name.equals(kafka)) {
          start(name);
        }
      }
      if (formatting != null) {
        awaitFormatting(formatting);
      }
      if (names.contains(kafka)) {
        start(kafka);
      }
    } finally {
      if (formatting != null) {
        formatting.destroyForcibly();
      }
    }
  }

  Liveness liveness(MemberName name) {
    return state()
        .member(name)
        .map(member -> Liveness.of(member.pid(), member.mark()))
        .orElse(Liveness.DEAD);
  }

  Member require(MemberName name) {
    return state()
        .member(name)
        .orElseThrow(() -> new IllegalStateException(name + " was never started"));
  }

  /** kill -9, and waits until it is gone. */
  void kill(MemberName name) throws IOException, InterruptedException {
    Member member = require(name);
    if (liveness(name) != Liveness.DEAD) {
      ProcessHandle.of(member.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    if (!awaitDeath(List.of(name), LAST)) {
      throw new IOException(name + " (process " + member.pid() + ") survived kill -9");
    }
  }

  /** What {@link #end} did: those that ended when asked, and those that had to be killed. */
  record Ended(List<String> asked, List<String> killed) {}

  /** Asks the processes of {@code roles} to end, and kills those that do not within the grace. */
  Ended end(Predicate<Role> roles, Duration grace) throws IOException, InterruptedException {
    List<MemberName> alive = new ArrayList<>();
    for (Member member : state().members()) {
      if (roles.test(member.name().role()) && liveness(member.name()) != Liveness.DEAD) {
        alive.add(member.name());
        ProcessHandle.of(member.pid()).ifPresent(ProcessHandle::destroy);
        if (liveness(member.name()) == Liveness.SUSPENDED) {
          Signal.CONT.send(member.pid());
        }
      }
    }
    awaitDeath(alive, grace);
    List<String> asked = new ArrayList<>();
    List<String> killed = new ArrayList<>();
    for (MemberName name : alive) {
      if (liveness(name) == Liveness.DEAD) {
        asked.add(name.toString());
      } else {
        kill(name);
        killed.add(name.toString());
      }
    }
    return new Ended(asked, killed);
  }

  /** Kills at once, without waiting, and starts nothing any more: for when this JVM ends. */
  synchronized void killNow(List<MemberName> names) {
    ending = true;
    for (MemberName name : names) {
      state
          .member(name)
          .filter(member -> Liveness.of(member.pid(), member.mark()) != Liveness.DEAD)
          .flatMap(member -> ProcessHandle.of(member.pid()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** Forgets processes that are dead, and removes what they had for the moment. */
  void forget() throws IOException {
    synchronized (this) {
      for (Member member : state.members()) {
        if (Liveness.of(member.pid(), member.mark()) == Liveness.DEAD) {
          state = state.without(member.name());
        }
      }
      state.write(layout);
      if (!state.members().isEmpty()) {
        return;
      }
    }
    Layout.deleteTree(layout.tmp());
  }

  /** Why {@code name} is dead, with what it told last. */
  String obituary(MemberName name) {
    Process child = children.get(name);
    StringBuilder text = new StringBuilder(name.toString());
    if (child != null && !child.isAlive()) {
      int exit = child.exitValue();
      text.append(
          exit > 128 ? " was ended by signal " + (exit - 128) : " ended with exit code " + exit);
    } else {
      text.append(" has ended");
    }
    return text.append(".").append(lastWords(name)).toString();
  }

  /** The end of a process's log, indented, with where it lies. */
  String lastWords(MemberName name) {
    StringBuilder text = new StringBuilder();
    String process = name.toString();
    for (Path file : List.of(layout.output(process), layout.log(process))) {
      List<String> lines = LogTail.of(file, logsFrom.getOrDefault(name, 0L));
      if (!lines.isEmpty()) {
        text.append("\nThe end of ").append(file).append(":");
        lines.forEach(line -> text.append("\n  ").append(line));
      }
      if (file.equals(layout.output(process))) {
        continue;
      }
      if (text.length() == 0) {
        text.append("\nIts log, ").append(file).append(", is empty.");
      }
    }
    return text.toString();
  }

  private void start(MemberName name) throws IOException {
    String process = name.toString();
    byte[] random = new byte[4];
    RANDOM.nextBytes(random);
    String mark = process + "-" + HexFormat.of().formatHex(random);
    ClusterState now = state();
    Launches.Launch launch = launches.of(new Member(name, 0, mark), now.settings(), now.ports());
    Layout.deleteTree(layout.tmp(process));
    Files.createDirectories(layout.tmp(process));
    Path log = layout.log(process);
    logsFrom.put(name, Files.exists(log) ? Files.size(log) : 0L);
    synchronized (this) {
      if (ending) {
        throw new IOException("Interrupted before " + name + " was started");
      }
      Process child = run(launch, layout.output(process), guard.isEmpty());
      if (guard.isPresent()) {
        guard.get().watch(child);
      }
      children.put(name, child);
      state = state.with(new Member(name, child.pid(), mark));
      state.write(layout);
    }
  }

  /** Remembers {@code settings} for the next start; nothing may run. */
  synchronized void fallBackTo(Settings settings) throws IOException {
    state = new ClusterState(settings, state.ports(), List.of());
    state.write(layout);
  }

  Process run(Launches.Launch launch, Path output, boolean detached) throws IOException {
    List<String> command = new ArrayList<>();
    if (detached) {
      DETACHERS.stream()
          .filter(Files::isExecutable)
          .findFirst()
          .ifPresent(detacher -> command.add(detacher.toString()));
    }
    command.addAll(launch.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(layout.logs().toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(launch.environment());
    return builder.start();
  }

  private Process startFormatting() throws IOException {
    byte[] id = new byte[16];
    RANDOM.nextBytes(id);
    id[0] &= 0x3f; // An id that begins with a dash would be taken for an option.
    String clusterId = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    Files.createDirectories(layout.tmp("kafka-format"));
    Process process = run(launches.formatKafka(clusterId), layout.output("kafka-format"), false);
    if (guard.isPresent()) {
      guard.get().watch(process);
    }
    return process;
  }

  private void awaitFormatting(Process formatting)
      throws IOException, InterruptedException, DevClusterException {
    boolean ended = formatting.waitFor(FORMATTING.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended || formatting.exitValue() != 0) {
      Path output = layout.output("kafka-format");
      throw new DevClusterException(
          "Kafka's storage in "
              + layout.kafka()
              + " could not be made"
              + (ended ? "" : " within " + FORMATTING.toSeconds() + " s")
              + ". The end of "
              + output
              + ":\n  "
              + String.join("\n  ", LogTail.of(output, 0)));
    }
    Layout.deleteTree(layout.tmp("kafka-format"));
  }

  private boolean awaitDeath(List<MemberName> names, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (names.stream().anyMatch(name -> liveness(name) != Liveness.DEAD)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }

  /** Runs Flink's client to its end; what it printed. */
  String client(List<String> words, Duration patience)
      throws IOException, InterruptedException, DevClusterException {
    Launches.Launch client = launches.client();
    List<String> command = new ArrayList<>(client.command());
    command.addAll(words);
    Files.createDirectories(layout.tmp("client"));
    Path output = Files.createTempFile(layout.tmp("client"), "client-", ".out");
    try {
      Process process = run(new Launches.Launch(command, client.environment()), output, false);
      if (guard.isPresent()) {
        guard.get().watch(process);
      }
      boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        throw new DevClusterException(
            "flink "
                + String.join(" ", words)
                + (ended
                    ? " ended with exit code " + process.exitValue()
                    : " did not end within " + patience.toSeconds() + " s")
                + ":\n"
                + printed);
      }
      return printed;
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
