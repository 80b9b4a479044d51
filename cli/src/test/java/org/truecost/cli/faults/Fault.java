package org.truecost.cli.faults;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.truecost.devcluster.ClusterProcess;
import org.truecost.devcluster.DevCluster;

/** What goes wrong while logs are published and metered. Whoever has died is started again. */
enum Fault {
  TASK_MANAGER_KILLED {
    @Override
    String strike(FaultRun run, Random random) throws Exception {
      List<ClusterProcess> taskManagers = run.cluster().processes().taskManagers();
      ClusterProcess victim = taskManagers.get(random.nextInt(taskManagers.size()));
      victim.kill9();
      run.cluster().processes().restore();
      return victim.name();
    }
  },

  JOB_MANAGER_KILLED {
    @Override
    String strike(FaultRun run, Random random) throws Exception {
      return killed(run.cluster().processes(), run.cluster().processes().jobManager());
    }
  },

  /** In the middle of a file and of a transaction, which nobody may then read. */
  PUBLISHER_KILLED {
    @Override
    String strike(FaultRun run, Random random) throws Exception {
      int kills = 0;
      do {
        if (kills++ > 0) {
          run.publishAgain();
        }
        FaultRun.await(
            "a transaction", () -> run.isTransactionOpen() || !run.publisher().isAlive());
        run.publisher().kill();
      } while (!run.isTransactionOpen() && kills < MOST_KILLS);
      return "publisher";
    }
  },

  BROKER_KILLED {
    @Override
    String strike(FaultRun run, Random random) throws Exception {
      return killed(run.cluster().processes(), run.cluster().processes().kafka());
    }
  },

  /** Its connections stay open, and nobody answers. */
  BROKER_SUSPENDED {
    @Override
    String strike(FaultRun run, Random random) throws Exception {
      return suspended(run.cluster(), run.cluster().processes().kafka());
    }
  },

  /**
   * The cluster takes it for dead and starts the job elsewhere, which must wait for the lease that
   * the suspended process holds.
   */
  TASK_MANAGER_SUSPENDED {
    @Override
    String strike(FaultRun run, Random random) throws Exception {
      List<ClusterProcess> taskManagers = run.cluster().processes().taskManagers();
      return suspended(run.cluster(), taskManagers.get(random.nextInt(taskManagers.size())));
    }
  },

  /** Several times, of everybody who talks to the broker. */
  CONNECTIONS_RESET {
    @Override
    String strike(FaultRun run, Random random) throws Exception {
      int resets = 3 + random.nextInt(4);
      int sockets = 0;
      for (int i = 0; i < resets; i++) {
        sockets += run.cluster().proxy().resetAll();
        Thread.sleep(random.nextInt(700));
      }
      return resets + " times " + sockets / resets + " sockets";
    }
  };

  private static final int MOST_KILLS = 5;
  private static final Duration SUSPENDED = Duration.ofSeconds(30);

  /** Strikes, and mends; who or what was hit. */
  abstract String strike(FaultRun run, Random random) throws Exception;

  /** As in {@code broker-killed}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String suspended(FaultCluster cluster, ClusterProcess victim) throws Exception {
    victim.suspend();
    try {
      Thread.sleep(SUSPENDED.toMillis());
    } finally {
      victim.resume();
    }
    cluster.processes().awaitWhole(DevCluster.PATIENCE);
    return victim.name();
  }

  private static String killed(DevCluster cluster, ClusterProcess victim) throws Exception {
    victim.kill9();
    cluster.restore();
    return victim.name();
  }
}
