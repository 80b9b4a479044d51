package org.truecost.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;
import org.truecost.config.Problems;
import org.truecost.ingest.format.LogFormat;
import org.truecost.ingest.format.LogFormats;
import org.truecost.ingest.kafka.InputListing;
import org.truecost.ingest.kafka.InputLog;
import org.truecost.metering.replay.InputFiles;
import org.truecost.source.FormatSpec;
import org.truecost.source.Source;
import org.truecost.source.SourcesLoader;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.DataDirectoryException.Reason;

/**
 * The log files that {@code publish} is given, matched with sources just as {@code replay} does.
 */
final class PublishInputs {
  /** Standard input, as an argument. */
  static final String STANDARD_INPUT = "-";

  private static final String GLOB_SIGNS = "*?[{";

  private final List<Path> paths;
  private final List<Source> sources;
  private final Optional<Source> only;

  /** What was read from standard input; null if it was not asked for. */
  private final Path standardInput;

  private PublishInputs(
      List<Path> paths, List<Source> sources, Optional<Source> only, Path standardInput) {
    this.paths = paths;
    this.sources = sources;
    this.only = only;
    this.standardInput = standardInput;
  }

  /**
   * Reads the sources and looks at the arguments.
   *
   * @param given files, directories, globs, and - for standard input, which is read to its end
   * @param sourcesFile names another sources file; may be null
   * @param sourceId the source of all files; may be null
   * @throws ConfigException if the sources are wrong, or there is none with that id
   * @throws CommandException if standard input has no source
   */
  static PublishInputs of(
      List<String> given, ConfigDirectory config, Path sourcesFile, String sourceId)
      throws IOException, CommandException {
    List<Source> sources = sources(config, sourcesFile);
    Optional<Source> only = Optional.empty();
    if (sourceId != null) {
      only = sources.stream().filter(source -> source.id().equals(sourceId)).findFirst();
      if (only.isEmpty()) {
        List<String> ids = sources.stream().map(Source::id).toList();
        Problems problems = new Problems();
        problems.add(
            sourcesFile == null ? config.display(SourcesLoader.DEFAULT_PATH) : sourcesFile,
            "",
            "has no source \"" + sourceId + "\"" + Problems.hint(sourceId, ids));
        problems.throwIfAny();
      }
    }
    List<Path> paths = new ArrayList<>();
    Path standardInput = null;
    for (String argument : given) {
      if (!argument.equals(STANDARD_INPUT)) {
        paths.addAll(expanded(argument));
      } else if (only.isEmpty()) {
        throw new CommandException(
            ExitCodes.USAGE, "Standard input has no name to match: say whose it is with --source.");
      } else {
        standardInput = spooled(System.in, Path.of(System.getProperty("java.io.tmpdir")));
      }
    }
    return new PublishInputs(paths, sources, only, standardInput);
  }

  private static List<Source> sources(ConfigDirectory config, Path file) throws IOException {
    SourcesLoader loader =
        new SourcesLoader(
            LogFormats.all().stream()
                .map(LogFormat::name)
                .collect(java.util.stream.Collectors.toSet()),
            PublishInputs::formatProblem,
            LogFormats::requestIdProblem);
    if (file == null) {
      return loader.load(config);
    }
    if (!Files.isRegularFile(file)) {
      Problems problems = new Problems();
      problems.add(file, "", "does not exist; write one with init");
      problems.throwIfAny();
    }
    return loader.load(file, Files.readAllBytes(file), config);
  }

  private static Optional<String> formatProblem(FormatSpec spec) {
    try {
      LogFormats.parserFor(spec);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The argument, or the files that it matches: a shell leaves quoted globs alone. */
  private static List<Path> expanded(String argument) throws IOException {
    Path path = path(argument);
    int sign = firstGlobSign(argument);
    if (path != null && (sign < 0 || Files.exists(path))) {
      return List.of(path);
    }
    int directoryEnd = argument.lastIndexOf('/', Math.max(sign, 0));
    Path root = Path.of(directoryEnd < 0 ? "" : argument.substring(0, directoryEnd + 1));
    FileSystem files = root.getFileSystem();
    PathMatcher glob =
        files.getPathMatcher("glob:" + argument.substring(directoryEnd < 0 ? 0 : directoryEnd + 1));
    if (!Files.isDirectory(root.toAbsolutePath())) {
      return path == null ? List.of(root) : List.of(path);
    }
    try (Stream<Path> all = Files.walk(root)) {
      List<Path> matching =
          all.filter(found -> glob.matches(root.relativize(found)))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      return matching.isEmpty() && path != null ? List.of(path) : matching;
    }
  }

  private static Path path(String argument) {
    try {
      return Path.of(argument);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static int firstGlobSign(String argument) {
    for (int i = 0; i < argument.length(); i++) {
      if (GLOB_SIGNS.indexOf(argument.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /**
   * To know content again it must be read twice, which a pipe does not allow.
   *
   * @param directory where to keep it
   * @throws CommandException if there is no space for it; nothing of it stays
   */
  static Path spooled(InputStream in, Path directory) throws IOException, CommandException {
    // Made readable by its owner only.
    Path file = Files.createTempFile(directory, "truecost-stdin", ".log");
    file.toFile().deleteOnExit();
    boolean whole = false;
    try {
      Files.copy(in, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      whole = true;
    } catch (IOException failure) {
      if (DataDirectoryException.ofWrite(directory, failure).reason() == Reason.FULL) {
        throw new CommandException(
            ExitCodes.NO_SPACE,
            "No space is left in "
                + directory
                + ", where standard input is kept while it is published ("
                + Files.size(file)
                + " bytes of it came); nothing of it was published. Publish it from a file, or set"
                + " TRUECOST_JAVA_OPTS=-Djava.io.tmpdir=DIR.");
      }
      throw failure;
    } finally {
      if (!whole) {
        Files.deleteIfExists(file);
      }
    }
    return file;
  }

  /** What there is now. */
  InputListing list() {
    InputFiles found = InputFiles.find(paths, Path.of(""), sources, only);
    List<InputLog> logs = new ArrayList<>();
    found
        .matched()
        .forEach(file -> logs.add(new InputLog(file.path(), file.file(), file.source())));
    if (standardInput != null) {
      logs.add(new InputLog(standardInput, "stdin", only.orElseThrow()));
    }
    return new InputListing(logs, found.unmatched(), found.unreadable());
  }

  /** Removes what was read from standard input. */
  void delete() throws IOException {
    if (standardInput != null) {
      Files.deleteIfExists(standardInput);
    }
  }
}
