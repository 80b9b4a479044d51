package org.truecost.devcluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Kafka broker, a Flink JobManager and TaskManagers as processes on this machine.
 *
 * <p>A person starts one that stays ({@link #up}, {@link #status}, {@link #down}). A test starts
 * one that ends with it ({@link #start}), and gets a handle of every process.
 */
public final class DevCluster implements AutoCloseable {
  /** How long a start may take unless it is said otherwise; four seconds on an idle machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final Duration GRACE = Duration.ofSeconds(15);
  private static final Duration SUBMITTING = Duration.ofSeconds(120);
  private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");

  private final Layout layout;
  private final Supervisor supervisor;
  private final Guard guard;
  private final Thread hook;

  private DevCluster(Layout layout, Supervisor supervisor, Guard guard) {
    this.layout = layout;
    this.supervisor = supervisor;
    this.guard = guard;
    this.hook =
        new Thread(
            () -> supervisor.killNow(supervisor.state().settings().members()), "dev-cluster-end");
  }

  /**
   * What {@link #up} did.
   *
   * @param started the processes that it started; none if all ran already
   * @param status how the cluster is now
   */
  public record Up(List<String> started, ClusterStatus status) {
    public Up {
      started = List.copyOf(started);
    }
  }

  /**
   * What {@link #down} did.
   *
   * @param ended the processes that ended when asked to
   * @param killed those that did not, and were killed
   */
  public record Down(List<String> ended, List<String> killed) {
    public Down {
      ended = List.copyOf(ended);
      killed = List.copyOf(killed);
    }
  }

  /** What the cluster in {@code directory} was asked to be, if there ever was one. */
  public static Optional<Settings> settings(Path directory)
      throws DevClusterException, IOException {
    return ClusterState.read(Layout.of(directory)).map(ClusterState::settings);
  }

  /**
   * Starts what does not run, detached from this JVM, and waits until all of it serves. If it does
   * not, what this call has started is stopped again.
   *
   * @param progress is told what it is waiting for
   * @throws DevClusterException if the cluster cannot be had; the message has the end of the log
   */
  public static Up up(
      Path directory,
      Settings settings,
      Installation installation,
      Duration patience,
      Consumer<String> progress)
      throws DevClusterException, IOException, InterruptedException {
    Layout layout = Layout.of(directory);
    layout.create();
    try (DirectoryLock lock = DirectoryLock.acquire(layout)) {
      Settings before =
          ClusterState.read(layout).map(ClusterState::settings).orElse(Settings.DEFAULT);
      Supervisor supervisor =
          new Supervisor(layout, installation, prepare(layout, settings), Optional.empty());
      boolean isUp = false;
      try {
        List<String> started = bringUp(supervisor, patience, progress);
        isUp = true;
        return new Up(started, inspect(layout, supervisor));
      } finally {
        // Settings that do not work are not remembered.
        if (!isUp && !supervisor.state().anyAlive()) {
          supervisor.fallBackTo(before);
        }
      }
    }
  }

  /**
   * How the cluster in {@code directory} is.
   *
   * @return empty if there never was one
   */
  public static Optional<ClusterStatus> status(Path directory)
      throws DevClusterException, IOException, InterruptedException {
    Layout layout = Layout.of(directory);
    Optional<ClusterState> state = ClusterState.read(layout);
    return state.isEmpty() ? Optional.empty() : Optional.of(Inspection.of(layout, state.get()));
  }

  /**
   * Ends all processes of the cluster in {@code directory}: asks first, kills after 15 seconds.
   *
   * @param delete whether to remove topics, checkpoints, logs and all else that it has written
   */
  public static Down down(Path directory, boolean delete)
      throws DevClusterException, IOException, InterruptedException {
    Layout layout = Layout.of(directory);
    if (!Files.isDirectory(layout.root())) {
      return new Down(List.of(), List.of());
    }
    Optional<ClusterState> state = ClusterState.read(layout);
    if (state.isEmpty()) {
      return new Down(List.of(), List.of());
    }
    Down down;
    try (DirectoryLock lock = DirectoryLock.acquire(layout)) {
      Installation none = new Installation(Installation.ownJava(), "", "");
      down = end(new Supervisor(layout, none, state.get(), Optional.empty()));
      if (delete) {
        layout.delete();
      }
    }
    if (delete) {
      Files.deleteIfExists(layout.lock());
      layout.deleteRootIfEmpty();
    }
    return down;
  }

  /**
   * Starts a cluster that ends with this JVM, however that ends, and waits until it serves. Whoever
   * has it closes it.
   *
   * @throws DevClusterException if it cannot be had, or if one runs in {@code directory} already
   */
  public static DevCluster start(Path directory, Settings settings, Installation installation)
      throws DevClusterException, IOException, InterruptedException {
    Layout layout = Layout.of(directory);
    layout.create();
    try (DirectoryLock lock = DirectoryLock.acquire(layout)) {
      ClusterState state = prepare(layout, settings);
      if (state.anyAlive()) {
        throw new DevClusterException("A cluster runs in " + layout.root() + " already.");
      }
      Guard guard = Guard.start();
      DevCluster cluster =
          new DevCluster(
              layout, new Supervisor(layout, installation, state, Optional.of(guard)), guard);
      boolean started = false;
      try {
        bringUp(cluster.supervisor, PATIENCE, waiting -> {});
        Runtime.getRuntime().addShutdownHook(cluster.hook);
        started = true;
      } finally {
        if (!started) {
          guard.close();
        }
      }
      return cluster;
    }
  }

  public Path directory() {
    return layout.root();
  }

  /** Where jobs keep checkpoints unless they say otherwise. */
  public Path checkpoints() {
    return layout.checkpoints();
  }

  /** A place for savepoints. */
  public Path savepoints() {
    return layout.savepoints();
  }

  /** Kafka's address, as clients want it. */
  public String bootstrapServers() {
    return Inspection.bootstrapServers(supervisor.state().ports());
  }

  /**
   * Flink's REST API, of the first JobManager that answers.
   *
   * @throws IOException if none does
   */
  public FlinkRest flink() throws IOException, InterruptedException {
    return Inspection.answering(supervisor.state())
        .orElseThrow(() -> new IOException("No JobManager answers"));
  }

  public ClusterProcess kafka() {
    return new ClusterProcess(this, new MemberName(Role.KAFKA, 1));
  }

  /** The first, and mostly only one. */
  public ClusterProcess jobManager() {
    return new ClusterProcess(this, new MemberName(Role.JOB_MANAGER, 1));
  }

  public List<ClusterProcess> taskManagers() {
    return processes().stream().filter(each -> each.role() == Role.TASK_MANAGER).toList();
  }

  /** All of them, in the order in which they are started. */
  public List<ClusterProcess> processes() {
    return supervisor.state().settings().members().stream()
        .map(name -> new ClusterProcess(this, name))
        .toList();
  }

  public ClusterStatus status() throws IOException, InterruptedException {
    return inspect(layout, supervisor);
  }

  /** Starts again what is dead, and waits until all of it serves. */
  public void restore() throws DevClusterException, IOException, InterruptedException {
    bringUp(supervisor, PATIENCE, waiting -> {});
  }

  /**
   * Waits until everything runs and serves.
   *
   * @throws DevClusterException if it does not in time; the message says what is missing
   */
  public void awaitWhole(Duration patience)
      throws DevClusterException, IOException, InterruptedException {
    await(supervisor, List.of(), patience, waiting -> {});
  }

  /**
   * Hands a job to the cluster, as {@code flink run -d} does, by a client in a process of its own.
   *
   * @return the job's id
   * @throws DevClusterException if the client fails; the message has what it printed
   */
  public String submit(Submission submission)
      throws DevClusterException, IOException, InterruptedException {
    String printed = supervisor.client(submission.words(), SUBMITTING);
    Matcher id = JOB_ID.matcher(printed);
    if (!id.find()) {
      throw new DevClusterException("flink run named no job:\n" + printed);
    }
    return id.group(1);
  }

  /** Ends all processes; what they have written stays. */
  @Override
  public void close() throws IOException, InterruptedException {
    try (guard) {
      end(supervisor);
    } finally {
      removeHook();
    }
  }

  Supervisor supervisor() {
    return supervisor;
  }

  Layout layout() {
    return layout;
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook runs already, or has run.
      return;
    }
  }

  private static ClusterState prepare(Layout layout, Settings settings)
      throws DevClusterException, IOException {
    Optional<ClusterState> before = ClusterState.read(layout);
    if (before.isPresent() && before.get().anyAlive()) {
      if (!before.get().settings().equals(settings)) {
        throw new DevClusterException(
            "The cluster in "
                + layout.root()
                + " is up with other settings; stop it first (dev-cluster down), or say none to"
                + " restart what is dead.");
      }
      return before.get();
    }
    Ports ports =
        Ports.choose(
            settings, before.map(ClusterState::ports).orElse(new Ports(java.util.Map.of())));
    return new ClusterState(settings, ports, List.of());
  }

  /** The names of what was started. */
  private static List<String> bringUp(
      Supervisor supervisor, Duration patience, Consumer<String> progress)
      throws DevClusterException, IOException, InterruptedException {
    List<MemberName> dead = new ArrayList<>();
    for (MemberName name : supervisor.state().settings().members()) {
      Liveness liveness = supervisor.liveness(name);
      if (liveness == Liveness.SUSPENDED) {
        throw new DevClusterException(
            name
                + " is suspended; let it go on with: kill -CONT "
                + supervisor.require(name).pid());
      }
      if (liveness == Liveness.DEAD) {
        dead.add(name);
      }
    }
    Thread interrupted = new Thread(() -> supervisor.killNow(dead), "dev-cluster-interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    boolean done = false;
    try {
      if (!dead.isEmpty()) {
        progress.accept("Starting " + String.join(", ", texts(dead)));
        requireFreePorts(supervisor.state(), dead);
        supervisor.configure();
        supervisor.start(dead);
      }
      await(supervisor, dead, patience, progress);
      done = true;
    } finally {
      if (!done) {
        for (MemberName name : dead) {
          if (supervisor.liveness(name) != Liveness.DEAD) {
            supervisor.kill(name);
          }
        }
        supervisor.forget();
      }
      try {
        Runtime.getRuntime().removeShutdownHook(interrupted);
      } catch (IllegalStateException ending) {
        // Then it does what it is there for.
        done = false;
      }
    }
    return texts(dead);
  }

  /** {@code watched} may not die meanwhile. */
  private static void await(
      Supervisor supervisor, List<MemberName> watched, Duration patience, Consumer<String> progress)
      throws DevClusterException, IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    String told = "";
    while (true) {
      for (MemberName name : watched) {
        if (supervisor.liveness(name) == Liveness.DEAD) {
          throw new DevClusterException("The cluster did not start: " + supervisor.obituary(name));
        }
      }
      List<Inspection.Missing> missing = Inspection.missing(supervisor.state());
      if (missing.isEmpty()) {
        return;
      }
      if (System.nanoTime() - end > 0) {
        StringBuilder message =
            new StringBuilder("The cluster is not whole after " + patience.toSeconds() + " s: ");
        message.append(String.join("; ", missing.stream().map(Inspection.Missing::text).toList()));
        message.append(supervisor.lastWords(missing.get(0).name()));
        throw new DevClusterException(message.toString());
      }
      String text = missing.get(0).text();
      if (!text.equals(told)) {
        told = text;
        progress.accept("Waiting: " + text);
      }
      Thread.sleep(100);
    }
  }

  private static void requireFreePorts(ClusterState state, List<MemberName> dead)
      throws DevClusterException, InterruptedException {
    for (MemberName name : dead) {
      for (int port : Inspection.portsOf(state, name)) {
        if (!Ports.becomesFree(port)) {
          throw new DevClusterException(
              "Port "
                  + port
                  + " of "
                  + name
                  + " has been taken by another program. End that one, or stop the cluster"
                  + " (dev-cluster down) and start it anew, which chooses free ports.");
        }
      }
    }
  }

  private static Down end(Supervisor supervisor) throws IOException, InterruptedException {
    // Flink first: a job whose broker has gone would only complain.
    Supervisor.Ended flink =
        supervisor.end(role -> role == Role.JOB_MANAGER || role == Role.TASK_MANAGER, GRACE);
    Supervisor.Ended rest = supervisor.end(role -> true, GRACE);
    List<String> ended = new ArrayList<>(flink.asked());
    ended.addAll(rest.asked());
    List<String> killed = new ArrayList<>(flink.killed());
    killed.addAll(rest.killed());
    supervisor.forget();
    return new Down(ended, killed);
  }

  private static ClusterStatus inspect(Layout layout, Supervisor supervisor)
      throws IOException, InterruptedException {
    return Inspection.of(layout, supervisor.state());
  }

  private static List<String> texts(List<MemberName> names) {
    return names.stream().map(MemberName::toString).toList();
  }
}
