package org.truecost.metering;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.truecost.config.ConfigDirectory;

/**
 * The configuration of a run as bytes, so that every task manager reads what was checked at the
 * start.
 *
 * @param config the configuration directory
 * @param sourcesFile name of the sources file, for messages
 * @param sources its bytes
 * @param definition id of the active download definition
 */
public record MeteringConfig(
    ConfigDirectory config, String sourcesFile, byte[] sources, String definition)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public MeteringConfig {
    requireNonNull(config, "config");
    requireNonNull(sourcesFile, "sourcesFile");
    requireNonNull(sources, "sources");
    requireNonNull(definition, "definition");
  }
}
