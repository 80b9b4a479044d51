package org.truecost.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.metering.MeteringConfig;
import org.truecost.source.SourcesLoader;
import picocli.CommandLine.Option;

/** By what lines are metered. */
final class MeteringOptions {
  @Option(
      names = "--sources",
      paramLabel = "FILE",
      description = "What the logs are. Default: sources.yaml of the configuration.")
  private Path sources;

  @Option(
      names = "--definition",
      paramLabel = "ID",
      defaultValue = "default",
      description = "What counts as a download. Default: ${DEFAULT-VALUE}.")
  private String definition;

  /**
   * The configuration of a run.
   *
   * @throws org.truecost.config.ConfigException if one of its files is not there
   */
  MeteringConfig config(CommonOptions common) throws IOException {
    return config(common, sources, definition);
  }

  /** The same for a command that has no definition to choose. */
  static MeteringConfig config(CommonOptions common, Path sources, String definition)
      throws IOException {
    Path file = sources == null ? common.configPath().resolve(SourcesLoader.DEFAULT_PATH) : sources;
    ConfigDirectory config = common.config();
    if (!Files.isRegularFile(file)) {
      Problems problems = new Problems();
      problems.add(
          file, "", "does not exist; name another with --sources FILE, or write one with init");
      problems.throwIfAny();
    }
    return new MeteringConfig(config, file.toString(), Files.readAllBytes(file), definition);
  }
}
