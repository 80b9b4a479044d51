package org.truecost.cli;

import java.nio.file.Path;
import org.truecost.metering.ClientKeys;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the keys of client pseudonyms are. */
final class KeysOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "Keys of client pseudonyms; made if missing. Default: DIR.keys beside DIR.")
  private Path keys;

  /**
   * The key file of a data directory.
   *
   * @throws ParameterException if it lies within: whoever is given the directory must not get the
   *     keys with it
   */
  Path of(Path data) {
    if (keys == null) {
      return ClientKeys.beside(data);
    }
    if (keys.toAbsolutePath().normalize().startsWith(data.toAbsolutePath().normalize())) {
      throw new ParameterException(
          command.commandLine(),
          "--keys must lie outside the data directory "
              + data
              + ", so that whoever is given it does not get the keys with it: "
              + keys);
    }
    return keys;
  }
}
