package org.truecost.metering.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.truecost.tables.Change;
import org.truecost.tables.CommitRefusedException;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.Lease;
import org.truecost.tables.OpenJobs;
import org.truecost.tables.PendingFiles;

/**
 * The committer of a job on a cluster. It holds the lease of the data directory from its start to
 * its end, so that of two attempts at the same job only one commits: the other waits for a while,
 * and is then started again by Flink.
 *
 * <p>What no repetition would mend ends the job instead of restarting it.
 */
final class LeasedCommitter implements Committer<Published> {
  /** The task that held the lease before may be about to end. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long PAUSE_MILLIS = 200;

  private final Lease lease;
  private final TablesCommitter committer;

  private LeasedCommitter(Lease lease, TablesCommitter committer) {
    this.lease = lease;
    this.committer = committer;
  }

  /**
   * Takes the lease for a job that starts.
   *
   * @param restored the checkpoint that the job goes on from
   * @throws DataDirectoryException if another holds the lease
   * @throws SuppressRestartsException if the job has committed a later checkpoint than that, or
   *     another job has begun since, or a replay has committed
   */
  static LeasedCommitter start(
      Path directory, String lineage, OptionalLong restored, TablesCommitter committer)
      throws IOException {
    DataDirectory data = DataDirectory.open(directory);
    Lease lease = await(data);
    boolean started = false;
    try {
      long number = restored.orElse(0);
      data.log().requireNotBehind(new Change.Checkpoint(lineage, number));
      OpenJobs jobs = new OpenJobs(data);
      if (restored.isEmpty()) {
        jobs.begin(lineage, data.log().head());
      } else if (!jobs.isOpen(lineage)) {
        throw new CommitRefusedException(
            "Job "
                + lineage
                + " cannot go on from its checkpoint "
                + number
                + ": another job began after it and has metered what it would meter, or what it"
                + " committed was taken away. Start it without state under another lineage; what is"
                + " committed is not metered again.");
      } else if (!jobs.isAlone(lineage, data.log().head())) {
        throw new CommitRefusedException(
            "Job "
                + lineage
                + " cannot go on from its checkpoint "
                + number
                + ": since it began, a replay has metered logs into "
                + data
                + ", and its totals may hold the same lines. Start it without state under another"
                + " lineage; what is committed is not metered again.");
      }
      // What was set aside since is read again.
      new PendingFiles(data, lineage).forgetAfter(number);
      started = true;
      return new LeasedCommitter(lease, committer);
    } catch (CommitRefusedException never) {
      throw new SuppressRestartsException(never);
    } finally {
      if (!started) {
        lease.close();
      }
    }
  }

  private static Lease await(DataDirectory data) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        return Lease.ofJob(data, "meter");
      } catch (DataDirectoryException taken) {
        if (taken.reason() != DataDirectoryException.Reason.IN_USE || System.nanoTime() - end > 0) {
          throw taken;
        }
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("The job was stopped while it waited for " + data + ".", e);
      }
    }
  }

  @Override
  public void commit(Collection<CommitRequest<Published>> requests) throws IOException {
    try {
      committer.commit(requests);
    } catch (CommitRefusedException never) {
      throw new SuppressRestartsException(never);
    }
  }

  @Override
  public void close() throws IOException {
    committer.close();
    lease.close();
  }
}
