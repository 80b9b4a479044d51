package org.truecost.cli;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.truecost.metering.Progress;
import org.truecost.metering.replay.Replay;
import org.truecost.metering.replay.ReplayPlan;
import org.truecost.metering.replay.RestatementException;
import org.truecost.reports.LineFates;
import org.truecost.reports.MeteredOtherwise;
import org.truecost.reports.TrueCostDatabase;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;

/**
 * A replay with its display, and what became of its lines.
 *
 * @param result what was planned and committed
 * @param fates what became of each line, empty if there was nothing to do
 * @param otherwise batches that were metered under another definition or configuration: all of
 *     another definition, since their downloads are summed with the others; of another
 *     configuration those of the given files
 * @param elapsed how long it took
 */
record ReplayRun(
    Replay.Result result,
    Optional<LineFates> fates,
    List<MeteredOtherwise> otherwise,
    Duration elapsed) {

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
    List<MeteredOtherwise> otherwise = List.of();
    if (!DataDirectory.isNew(options.directory())) {
      DataDirectory data = DataDirectory.open(options.directory());
      Commit shown = result.commit().isPresent() ? result.commit().get() : data.log().head();
      try (TrueCostDatabase database =
          TrueCostDatabase.open(data, shown, TrueCostDatabase.Access.RESTRICTED)) {
        if (result.commit().isPresent()) {
          fates = Optional.of(LineFates.ofRun(database.connection(), result.runId()));
        }
        otherwise = otherwise(result, database.connection());
      }
    }
    return new ReplayRun(result, fates, otherwise, Duration.ofNanos(System.nanoTime() - start));
  }

  private static List<MeteredOtherwise> otherwise(Replay.Result result, Connection connection)
      throws SQLException {
    String definition = result.lineage().definitionVersion();
    Set<String> given = new HashSet<>(result.plan().knownBatches());
    result.plan().files().forEach(file -> given.add(file.batchId()));
    return MeteredOtherwise.than(definition, result.lineage().catalogDigest(), connection).stream()
        .filter(
            batch ->
                !batch.definitionVersion().equals(definition) || given.contains(batch.batchId()))
        .toList();
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
