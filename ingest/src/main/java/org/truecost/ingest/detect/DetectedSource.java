package org.truecost.ingest.detect;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a look at some files of a group told.
 *
 * @param group the files
 * @param sampledFiles how many of them were looked at
 * @param format their format
 * @param registry whose paths they hold; empty without a format
 * @param oddFiles sampled files that this format mostly rejects
 * @param unreadable files that could not be opened, with the reason
 * @param faults labels of what was broken in the sampled files
 */
public record DetectedSource(
    LogGroup group,
    int sampledFiles,
    FormatDetection format,
    Optional<RegistryDetection> registry,
    List<String> oddFiles,
    Map<String, String> unreadable,
    List<String> faults) {
  private static final int MOST_FILES = 8;
  private static final int MOST_LINES = 200;

  public DetectedSource {
    requireNonNull(group, "group");
    requireNonNull(format, "format");
    requireNonNull(registry, "registry");
    oddFiles = List.copyOf(oddFiles);
    unreadable = new TreeMap<>(unreadable);
    faults = List.copyOf(faults);
  }

  /** Whether an entry can be written that loads. */
  public boolean isUsable() {
    return format.best().isPresent() && registry.flatMap(RegistryDetection::registry).isPresent();
  }

  static DetectedSource of(Path root, LogGroup group) {
    List<LineSample> samples = new ArrayList<>();
    List<Path> sampled = new ArrayList<>();
    Map<String, String> unreadable = new TreeMap<>();
    TreeSet<String> faults = new TreeSet<>();
    for (Path file : LineSample.spread(group.files(), MOST_FILES)) {
      try {
        LineSample sample = LineSample.of(root.resolve(file), MOST_LINES);
        samples.add(sample);
        sampled.add(file);
        faults.addAll(sample.faults());
      } catch (IOException e) {
        unreadable.put(LogTree.name(file), LogTree.reason(e));
      }
    }
    FormatDetection format = FormatDetection.of(samples);
    List<String> odd = new ArrayList<>();
    if (format.best().isPresent()) {
      for (int i = 0; i < samples.size(); i++) {
        FormatTrial alone = FormatTrial.of(format.best().get().format(), List.of(samples.get(i)));
        if (alone.dataLines() > 0 && alone.acceptedShare() < 0.5) {
          odd.add(LogTree.name(sampled.get(i)));
        }
      }
    }
    return new DetectedSource(
        group,
        sampled.size(),
        format,
        format.best().map(RegistryDetection::of),
        odd,
        unreadable,
        List.copyOf(faults));
  }
}
