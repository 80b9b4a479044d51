package org.truecost.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.config.Section;
import org.truecost.config.Yaml;

/**
 * Reads {@code sources.yaml}. Which formats exist, and whether a format string can be read, is
 * known to whoever reads logs and is passed in.
 */
public final class SourcesLoader {
  /** Where sources are if nothing else is said, below the configuration directory. */
  public static final String DEFAULT_PATH = "sources.yaml";

  private final Set<String> formatNames;
  private final Function<FormatSpec, Optional<String>> formatProblem;
  private final Function<FormatSpec, Optional<String>> requestIdProblem;

  /**
   * @param formatNames formats known by name
   * @param formatProblem what is wrong with a {@code log_format} or {@code json} format, if
   *     something is
   * @param requestIdProblem why lines of a format have no request id, if they have none
   */
  public SourcesLoader(
      Set<String> formatNames,
      Function<FormatSpec, Optional<String>> formatProblem,
      Function<FormatSpec, Optional<String>> requestIdProblem) {
    this.formatNames = new TreeSet<>(formatNames);
    this.formatProblem = formatProblem;
    this.requestIdProblem = requestIdProblem;
  }

  /**
   * The sources of {@code sources.yaml} in a configuration directory.
   *
   * @throws org.truecost.config.ConfigException with all problems
   */
  public List<Source> load(ConfigDirectory config) {
    Problems problems = new Problems();
    Path file = config.display(DEFAULT_PATH);
    Optional<byte[]> bytes = config.bytes(DEFAULT_PATH);
    if (bytes.isEmpty()) {
      problems.add(file, "", "does not exist; name another with --sources FILE");
    }
    problems.throwIfAny();
    return load(file, bytes.orElseThrow(), config);
  }

  /**
   * The sources of a file that may lie anywhere; regions still come from {@code config}.
   *
   * @throws org.truecost.config.ConfigException with all problems of the file and of the regions
   */
  public List<Source> load(Path file, byte[] bytes, ConfigDirectory config) {
    Problems problems = new Problems();
    List<Source> sources = load(file, bytes, config, problems);
    problems.throwIfAny();
    return sources;
  }

  /**
   * As {@link #load(Path, byte[], ConfigDirectory)}, for a caller who collects the problems of
   * more; entries with problems are left out.
   */
  public List<Source> load(Path file, byte[] bytes, ConfigDirectory config, Problems problems) {
    Optional<Section> top = Yaml.read(file, bytes, problems);
    if (top.isEmpty()) {
      return List.of();
    }
    List<Section> entries = top.get().sections("sources");
    if (!top.get().has("sources") || (entries.isEmpty() && problems.isEmpty())) {
      top.get().problem("sources", "is missing or empty; it lists at least one source");
    }
    BillingRegionsLoader regions = new BillingRegionsLoader(config, problems);
    Map<String, Integer> indexOfId = new HashMap<>();
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      int before = problems.all().size();
      SourceEntry entry =
          new SourceEntry(
              entries.get(i), problems, formatNames, formatProblem, requestIdProblem, regions);
      Optional<Source> source = entry.read();
      if (!entry.id().isEmpty()) {
        Integer earlier = indexOfId.putIfAbsent(entry.id(), i);
        if (earlier != null) {
          entry.problem(
              "id", "\"" + entry.id() + "\" is already the id of sources[" + earlier + "]");
        }
      }
      if (problems.all().size() == before) {
        source.ifPresent(sources::add);
      }
    }
    top.get().close();
    return List.copyOf(sources);
  }
}
