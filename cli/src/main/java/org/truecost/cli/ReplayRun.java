package org.truecost.cli;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.truecost.metering.Progress;
import org.truecost.metering.replay.Replay;
import org.truecost.metering.replay.ReplayPlan;
import org.truecost.metering.replay.RestatementException;
import org.truecost.reports.LineFates;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.tables.DataDirectory;

/**
 * A replay with its display, and what became of its lines.
 *
 * @param result what was planned and committed
 * @param fates what became of each line, empty if there was nothing to do
 * @param elapsed how long it took
 */
record ReplayRun(Replay.Result result, Optional<LineFates> fates, Duration elapsed) {

  /** Replays and reads back what was committed. */
  static ReplayRun of(CommonOptions common, Replay.Options options)
      throws IOException, SQLException, RestatementException {
    long start = System.nanoTime();
    ReplayProgress progress = new ReplayProgress(System::nanoTime);
    Progress.current().reset();
    Replay.Result result;
    try (ProgressDisplay display = ProgressDisplay.start(common, progress::line)) {
      result = Replay.run(options, progress::planned);
    }
    Optional<LineFates> fates = Optional.empty();
    if (result.commit().isPresent()) {
      try (TrueCostDatabase database =
          TrueCostDatabase.open(
              DataDirectory.open(options.directory()),
              result.commit().get(),
              TrueCostDatabase.Access.RESTRICTED)) {
        fates = Optional.of(LineFates.ofRun(database.connection(), result.runId()));
      }
    }
    return new ReplayRun(result, fates, Duration.ofNanos(System.nanoTime() - start));
  }

  ReplayPlan plan() {
    return result.plan();
  }

  /** What the process ends with: a line without a fate is a bug, whatever else went well. */
  int exitCode() {
    if (fates.isPresent() && !fates.get().holds()) {
      return ExitCodes.BUG;
    }
    boolean damaged = fates.isPresent() && !fates.get().damaged().isEmpty();
    return plan().isPartial() || damaged ? ExitCodes.PARTIAL : ExitCodes.OK;
  }
}
