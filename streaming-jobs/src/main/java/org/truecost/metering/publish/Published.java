package org.truecost.metering.publish;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.CoveredOffsets;
import org.truecost.tables.DataFile;

/**
 * What the writers ask the commit to make visible.
 *
 * @param files closed data files
 * @param covered log files whose ledger rows are in them
 * @param offsets records of Kafka partitions whose rows are in them
 * @param marks what the totals say of the checkpoint it all belongs to
 * @param fingerprints files with fingerprints of the lines that are remembered
 */
public record Published(
    List<DataFile> files,
    List<CoveredFile> covered,
    List<CoveredOffsets> offsets,
    List<CheckpointMark> marks,
    List<String> fingerprints) {

  public Published {
    files = List.copyOf(files);
    covered = List.copyOf(covered);
    offsets = List.copyOf(offsets);
    marks = List.copyOf(marks);
    fingerprints = List.copyOf(fingerprints);
  }

  /** All of these as one. */
  static Published joined(Collection<Published> parts) {
    List<DataFile> files = new ArrayList<>();
    List<CoveredFile> covered = new ArrayList<>();
    List<CoveredOffsets> offsets = new ArrayList<>();
    List<CheckpointMark> marks = new ArrayList<>();
    List<String> fingerprints = new ArrayList<>();
    for (Published part : parts) {
      files.addAll(part.files());
      covered.addAll(part.covered());
      offsets.addAll(part.offsets());
      marks.addAll(part.marks());
      fingerprints.addAll(part.fingerprints());
    }
    return new Published(files, covered, offsets, marks, fingerprints);
  }
}
