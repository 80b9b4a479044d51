package org.truecost.devcluster;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at a cluster from outside: at its processes, and over its protocols. */
final class Inspection {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int KAFKA_TIMEOUT_MILLIS = 2_000;

  private Inspection() {}

  /**
   * Something that a whole cluster has.
   *
   * @param name the process that should give it
   * @param text what is missing
   */
  record Missing(MemberName name, String text) {}

  static ClusterStatus of(Layout layout, ClusterState state)
      throws IOException, InterruptedException {
    List<ClusterStatus.ProcessStatus> processes = new ArrayList<>();
    for (MemberName name : state.settings().members()) {
      List<Integer> ports = portsOf(state, name);
      processes.add(
          new ClusterStatus.ProcessStatus(
              name.toString(),
              name.role(),
              state.member(name).map(Member::pid).orElse(0L),
              liveness(state, name),
              name.role() == Role.TASK_MANAGER || ports.isEmpty() ? 0 : ports.get(0),
              metricsPort(state, name),
              layout.log(name.toString())));
    }
    boolean kafka = kafkaAnswers(state);
    Optional<FlinkRest> rest = answering(state);
    Optional<FlinkRest.Overview> overview = Optional.empty();
    List<FlinkRest.Job> jobs = List.of();
    if (rest.isPresent()) {
      try {
        overview = Optional.of(rest.get().overview());
        jobs = rest.get().jobs();
      } catch (IOException silent) {
        overview = Optional.empty();
      }
    }
    return new ClusterStatus(
        layout.root(),
        state.settings(),
        bootstrapServers(state.ports()),
        addresses(state),
        processes,
        kafka,
        overview,
        jobs,
        missing(state).stream().map(Missing::text).toList());
  }

  /** What a cluster lacks to be whole, the most basic first. */
  static List<Missing> missing(ClusterState state) throws InterruptedException {
    List<Missing> missing = new ArrayList<>();
    for (MemberName name : state.settings().members()) {
      switch (liveness(state, name)) {
        case DEAD -> missing.add(new Missing(name, name + " is dead"));
        case SUSPENDED -> missing.add(new Missing(name, name + " is suspended"));
        case RUNNING -> {}
      }
    }
    if (!missing.isEmpty()) {
      return missing;
    }
    if (!kafkaAnswers(state)) {
      missing.add(
          new Missing(
              new MemberName(Role.KAFKA, 1),
              "Kafka does not answer at " + bootstrapServers(state.ports())));
    }
    for (int i = 1; i <= state.settings().jobManagers(); i++) {
      lackOf(new MemberName(Role.JOB_MANAGER, i), state).ifPresent(missing::add);
    }
    return missing;
  }

  private static Optional<Missing> lackOf(MemberName jobManager, ClusterState state)
      throws InterruptedException {
    FlinkRest rest = rest(state, jobManager.number());
    try {
      Set<String> registered = rest.taskManagers();
      List<MemberName> absent = new ArrayList<>();
      for (Member member : state.members()) {
        if (member.name().role() == Role.TASK_MANAGER && !registered.remove(member.mark())) {
          absent.add(member.name());
        }
      }
      int all = state.settings().taskManagers();
      if (!absent.isEmpty()) {
        return Optional.of(
            new Missing(
                absent.get(0),
                (all - absent.size())
                    + " of "
                    + all
                    + " TaskManagers have registered at "
                    + rest.address()));
      }
      if (!registered.isEmpty()) {
        return Optional.of(
            new Missing(
                jobManager, "Flink has not noticed yet that these are dead: " + registered));
      }
      int slots = all * state.settings().slots();
      int has = rest.overview().slots();
      return has == slots
          ? Optional.empty()
          : Optional.of(new Missing(jobManager, has + " of " + slots + " slots are there"));
    } catch (IOException silent) {
      return Optional.of(new Missing(jobManager, "Flink does not answer at " + rest.address()));
    }
  }

  /** The first JobManager's API that answers. */
  static Optional<FlinkRest> answering(ClusterState state) throws InterruptedException {
    for (int i = 1; i <= state.settings().jobManagers(); i++) {
      FlinkRest rest = rest(state, i);
      if (liveness(state, new MemberName(Role.JOB_MANAGER, i)) == Liveness.RUNNING) {
        try {
          rest.overview();
          return Optional.of(rest);
        } catch (IOException silent) {
          continue;
        }
      }
    }
    return Optional.empty();
  }

  static String bootstrapServers(Ports ports) {
    return "127.0.0.1:" + ports.of(Ports.KAFKA);
  }

  /** The ports that a process listens on for others to know, the foremost first. */
  static List<Integer> portsOf(ClusterState state, MemberName name) {
    Ports ports = state.ports();
    List<Integer> all =
        new ArrayList<>(
            switch (name.role()) {
              case ZOOKEEPER -> List.of(ports.of(Ports.ZOOKEEPER));
              case KAFKA -> List.of(ports.of(Ports.KAFKA), ports.of(Ports.KAFKA_CONTROLLER));
              case JOB_MANAGER ->
                  List.of(ports.of(Ports.rest(name.number())), ports.of(Ports.rpc(name.number())));
              case TASK_MANAGER -> List.<Integer>of();
            });
    ports.find(Ports.metrics(name)).ifPresent(all::add);
    return all;
  }

  private static int metricsPort(ClusterState state, MemberName name) {
    return state.ports().find(Ports.metrics(name)).orElse(0);
  }

  private static boolean kafkaAnswers(ClusterState state) {
    return liveness(state, new MemberName(Role.KAFKA, 1)) == Liveness.RUNNING
        && KafkaHandshake.answers(state.ports().of(Ports.KAFKA), KAFKA_TIMEOUT_MILLIS);
  }

  private static List<URI> addresses(ClusterState state) {
    List<URI> addresses = new ArrayList<>();
    for (int i = 1; i <= state.settings().jobManagers(); i++) {
      addresses.add(rest(state, i).address());
    }
    return addresses;
  }

  private static FlinkRest rest(ClusterState state, int jobManager) {
    return new FlinkRest(
        URI.create("http://127.0.0.1:" + state.ports().of(Ports.rest(jobManager))), TIMEOUT);
  }

  private static Liveness liveness(ClusterState state, MemberName name) {
    return state
        .member(name)
        .map(member -> Liveness.of(member.pid(), member.mark()))
        .orElse(Liveness.DEAD);
  }
}
