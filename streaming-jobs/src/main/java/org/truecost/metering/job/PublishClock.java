package org.truecost.metering.job;

import java.io.Serializable;
import java.time.Duration;

/**
 * At which checkpoints totals become rows. Checkpoints are frequent, so that little is read again
 * after a failure; publications are rare, so that files are few. All subtasks ask for the same
 * checkpoint and get the same answer, also after a restart.
 *
 * @param everyCheckpoints publish at each checkpoint whose number is a multiple of this
 */
public record PublishClock(long everyCheckpoints) implements Serializable {
  public PublishClock {
    if (everyCheckpoints < 1) {
      throw new IllegalArgumentException("Not a number of checkpoints: " + everyCheckpoints);
    }
  }

  /** Publications about {@code interval} apart, of a job that checkpoints this often. */
  public static PublishClock every(Duration interval, Duration checkpoints) {
    long whole = (interval.toMillis() + checkpoints.toMillis() / 2) / checkpoints.toMillis();
    return new PublishClock(Math.max(1, whole));
  }

  boolean isDue(long checkpoint) {
    return checkpoint % everyCheckpoints == 0;
  }
}
