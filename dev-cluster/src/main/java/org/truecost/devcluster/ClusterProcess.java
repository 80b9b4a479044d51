package org.truecost.devcluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One process of a running {@link DevCluster}, to be hurt by tests. It stays the same process of
 * the cluster when it is started again, though its id changes.
 */
public final class ClusterProcess {
  private final DevCluster cluster;
  private final MemberName name;

  ClusterProcess(DevCluster cluster, MemberName name) {
    this.cluster = cluster;
    this.name = name;
  }

  /** As in {@code taskmanager-2}. */
  public String name() {
    return name.toString();
  }

  public Role role() {
    return name.role();
  }

  /** Its id as of its last start. */
  public long pid() {
    return cluster.supervisor().require(name).pid();
  }

  public Liveness liveness() {
    return cluster.supervisor().liveness(name);
  }

  /** What it tells; it goes on when the process is started again. */
  public Path log() {
    return cluster.layout().log(name.toString());
  }

  /** Signal 9: it ends at once, without a chance to tidy up. Returns when it is gone. */
  public void kill9() throws IOException, InterruptedException {
    cluster.supervisor().kill(name);
  }

  /** SIGSTOP: it stands still, and its connections stay open, until {@link #resume}. */
  public void suspend() throws IOException, InterruptedException {
    Signal.STOP.send(requireAlive());
  }

  /** SIGCONT: it goes on after {@link #suspend}. */
  public void resume() throws IOException, InterruptedException {
    Signal.CONT.send(requireAlive());
  }

  /**
   * Kills it if it runs, and starts it again on the same ports. Returns when it was started, not
   * when it serves: see {@link DevCluster#awaitWhole}.
   */
  public void restart() throws IOException, InterruptedException, DevClusterException {
    cluster.supervisor().kill(name);
    cluster.supervisor().start(List.of(name));
  }

  private long requireAlive() {
    if (liveness() == Liveness.DEAD) {
      throw new IllegalStateException(name + " is dead");
    }
    return pid();
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
