package org.truecost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.truecost.ingest.detect.DetectedSource;
import org.truecost.ingest.detect.SourcesDraft;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code truecost init}. */
@Command(
    name = "init",
    header = "Write a first sources.yaml for a directory of logs.",
    description = {
      "Groups files by directory and name, tries every log format and registry on a sample of each"
          + " group, and writes what was found, with its evidence and what only you can fill in.",
      "What was not recognized stands in the file as a comment."
    })
final class InitCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "LOGDIR", description = "The directory that replays will be given.")
  private Path logs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it. Default: standard output.")
  private Path out;

  @Option(names = "--force", description = "Overwrite FILE.")
  private boolean force;

  @Override
  public Integer call() throws IOException, CommandException {
    if (!Files.isDirectory(logs)) {
      throw new CommandException(
          ExitCodes.USAGE,
          "LOGDIR " + logs + (Files.exists(logs) ? " is not a directory." : " does not exist."));
    }
    if (out != null && Files.exists(out) && !force) {
      throw new CommandException(
          ExitCodes.FAILED, out + " is there already; --force overwrites it.");
    }
    SourcesDraft draft = SourcesDraft.of(logs, common.config());
    draft.unreadable().forEach((file, reason) -> common.note(file + ": " + reason));
    for (DetectedSource source : draft.sources()) {
      if (!source.isUsable()) {
        common.note(
            "Not recognized: "
                + String.join(", ", source.group().globs())
                + (source.format().remark().isEmpty() ? "" : ": " + source.format().remark()));
      }
    }
    if (draft.usable() == 0) {
      throw new CommandException(
          ExitCodes.FAILED,
          draft.sources().isEmpty()
              ? "There are no log files in " + logs + "."
              : "No file in " + logs + " has a log format and registry that are recognized.");
    }
    write(draft);
    boolean all = draft.unreadable().isEmpty() && draft.usable() == draft.sources().size();
    return all ? ExitCodes.OK : ExitCodes.PARTIAL;
  }

  private void write(SourcesDraft draft) throws IOException {
    if (out == null) {
      PrintWriter writer = common.out();
      writer.print(draft.yaml());
      writer.flush();
      return;
    }
    Path directory = out.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    byte[] bytes = draft.yaml().getBytes(StandardCharsets.UTF_8);
    if (force) {
      Files.write(out, bytes);
    } else {
      // Whatever happened since the check, nothing is overwritten.
      Files.write(out, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
    common.note(
        "Wrote "
            + out
            + " with "
            + (draft.usable() == 1 ? "1 source" : draft.usable() + " sources")
            + ". Check what it marks, then: "
            + Home.command()
            + " doctor --sources "
            + out
            + " "
            + logs);
  }
}
