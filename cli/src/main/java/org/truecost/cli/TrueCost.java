package org.truecost.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.truecost.config.Problems;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code truecost} command.
 *
 * <p>Commands are small classes that name other classes only inside their methods: {@code --help}
 * must load neither Flink nor DuckDB.
 */
@Command(
    name = "truecost",
    header = "What serving a package registry really costs, and who causes it.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      DoctorCommand.class,
      ReplayCommand.class,
      MeterCommand.class,
      PublishCommand.class,
      StatusCommand.class,
      ReportCommand.class,
      ExplainCommand.class,
      SqlCommand.class,
      RejectsCommand.class,
      CompactCommand.class,
      PurgeCommand.class,
      RewindCommand.class,
      RangesCommand.class,
      SampleCommand.class,
      DevClusterCommand.class,
      CompletionCommand.class,
    })
public final class TrueCost implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help; after a command, its help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  private TrueCost(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(), arguments));
  }

  /** Runs a command line; the result is one of {@link ExitCodes}. */
  static int run(Terminal terminal, String... arguments) {
    try {
      return commandLine(terminal).execute(arguments);
    } catch (Throwable error) {
      // picocli hands on what is no exception, such as a lack of memory.
      return report(terminal, error, List.of(arguments).contains("--stacktrace"));
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  static CommandLine commandLine(Terminal terminal) {
    CommandLine line = new CommandLine(new TrueCost(terminal));
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        Help.defaultColorScheme(terminal.colorsOut() ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(false);
    line.setParameterExceptionHandler(TrueCost::explainUsage);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) ->
            report(terminal, failure, parsed.expandedArgs().contains("--stacktrace")));
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(
            ExitCodes.all().entrySet().stream()
                .collect(
                    Collectors.toMap(
                        code -> code.getKey().toString(),
                        Map.Entry::getValue,
                        (a, b) -> a,
                        java.util.LinkedHashMap::new)));
    return line;
  }

  Terminal terminal() {
    return terminal;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static int explainUsage(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    Terminal terminal = ((TrueCost) command.getCommandSpec().root().userObject()).terminal();
    PrintWriter err = terminal.err();
    err.println(terminal.alarm("error:") + " " + message(wrong));
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      CommandSpec spec = command.getCommandSpec();
      Set<String> known = new TreeSet<>(spec.subcommands().keySet());
      known.addAll(spec.optionsMap().keySet());
      String hint = Problems.hint(unmatched.getUnmatched().get(0), known);
      if (!hint.isEmpty()) {
        err.println("D" + hint.substring(hint.indexOf("did") + 1));
      }
    }
    err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return ExitCodes.USAGE;
  }

  /** Of groups of options, picocli begins with the word that stands before it already. */
  private static String message(ParameterException wrong) {
    String text = String.valueOf(wrong.getMessage());
    return text.startsWith("Error: ") ? text.substring("Error: ".length()) : text;
  }

  private static int report(Terminal terminal, Throwable thrown, boolean stacktrace) {
    Failure failure = Failure.of(thrown);
    PrintWriter err = terminal.err();
    terminal.out().flush();
    err.println(terminal.alarm("error:") + " " + failure.message());
    if (stacktrace) {
      thrown.printStackTrace(err);
    } else if (failure.exitCode() == ExitCodes.BUG) {
      err.println("Run it again with --stacktrace and report what it shows.");
    }
    err.flush();
    return failure.exitCode();
  }
}
