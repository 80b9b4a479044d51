package org.truecost.metering.doctor;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.truecost.ingest.detect.FormatTrial;
import org.truecost.source.Source;

/**
 * What a look at the logs of one source told.
 *
 * @param source the source
 * @param files how many files it has
 * @param sampledFiles how many of them were looked at
 * @param trial what became of the sampled lines
 * @param example a rejected line of the most frequent reason, without secrets and addresses
 * @param supports what the log can support
 * @param warnings what the operator should look at
 */
public record SourceDiagnosis(
    Source source,
    int files,
    int sampledFiles,
    FormatTrial trial,
    String example,
    List<Support> supports,
    List<String> warnings) {
  public SourceDiagnosis {
    requireNonNull(source, "source");
    requireNonNull(trial, "trial");
    requireNonNull(example, "example");
    supports = List.copyOf(supports);
    warnings = List.copyOf(warnings);
  }

  /** Whether most sampled lines are of the source's format; true of a source without lines. */
  public boolean hasItsFormat() {
    return trial.dataLines() == 0 || trial.acceptedShare() >= 0.5;
  }
}
