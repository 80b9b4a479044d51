package org.truecost.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Kebab;
import org.truecost.config.Problems;
import org.truecost.organization.Cidr;
import org.truecost.organization.NetworkKind;
import org.truecost.organization.OrganizationCatalogLoader;
import org.truecost.ranges.ProviderFile;
import org.truecost.ranges.PublishedRanges;
import org.truecost.ranges.PublishedRangesLoader;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code truecost ranges import}. */
@Command(
    name = "import",
    header = "Read a published file of address ranges into the networks of its operator.",
    description = {
      "Knows by their shape: AWS ip-ranges.json, Google's cloud.json and goog.json and the files of"
          + " crawlers and agents in the same shape, Azure service tags, GitHub meta, Oracle"
          + " public_ip_ranges.json, Fastly public-ip-list, and lists with one block a line.",
      "Adjoining blocks become one. A newer file is imported into the file of the older one: blocks"
          + " that are gone end that day, new ones begin, so that old logs are read as it was then."
    })
final class RangesImportCommand implements Callable<Integer> {
  private static final String FOLDER = "organizations/";
  private static final List<ReportColumn> COLUMNS =
      List.of(
          new ReportColumn("service", "service", Style.TEXT),
          new ReportColumn("ranges", "ranges in the file", Style.COUNT));

  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The published file.")
  private Path file;

  @Option(
      names = "--provider",
      required = true,
      paramLabel = "ID",
      description = "Whose ranges these are, as in network_provider.")
  private String provider;

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      converter = NetworkKindConverter.class,
      completionCandidates = NetworkKindConverter.class,
      description = "The kind of network: ${COMPLETION-CANDIDATES}.")
  private NetworkKind kind;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description =
          "Only the ranges of this service, as the file calls it; may be repeated. Default: all.")
  private List<String> services = List.of();

  @Option(
      names = "--date",
      paramLabel = "DAY",
      description =
          "The day since which blocks that are new to the file are true; the first import is for"
              + " all time. Default: the day that the published file tells.")
  private LocalDate date;

  @Option(
      names = "--dry-run",
      description = "Say what is in the file and what would change, and change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException, CommandException {
    if (!Kebab.isKebab(provider)) {
      throw new ParameterException(
          spec.commandLine(), "--provider \"" + provider + "\" " + Kebab.RULE);
    }
    if (Files.isDirectory(file)) {
      throw new CommandException(
          ExitCodes.USAGE, file + " is a directory; name the published file itself.");
    }
    PublishedRanges ranges = PublishedRangesLoader.load(file, Files.readAllBytes(file));
    requireServices(ranges);
    String path = FOLDER + provider + "-providers.csv";
    ConfigDirectory config = common.config();
    Path target = config.display(path);
    List<Cidr> blocks = ranges.blocks(services);
    ProviderFile before =
        config
            .bytes(path)
            .map(bytes -> ProviderFile.read(target, bytes, provider, kind))
            .orElseGet(() -> ProviderFile.empty(target, provider, kind));
    ProviderFile.Updated after = updated(before, blocks, ranges);
    byte[] bytes = after.text().getBytes(StandardCharsets.UTF_8);
    // A catalog that contradicts itself starts no run, so it is not written.
    OrganizationCatalogLoader.load(config.with(path, bytes));
    if (!dryRun) {
      write(target, bytes);
    }
    output.write(report(ranges, blocks, after, target), common.out());
    return ExitCodes.OK;
  }

  private void requireServices(PublishedRanges ranges) throws CommandException {
    for (String service : services) {
      if (!ranges.services().containsKey(service)) {
        throw new CommandException(
            ExitCodes.USAGE,
            file
                + " has no service \""
                + service
                + "\""
                + Problems.hint(service, ranges.services().keySet())
                + (ranges.services().containsKey("") ? "; its ranges name none" : ""));
      }
    }
  }

  private ProviderFile.Updated updated(
      ProviderFile before, List<Cidr> blocks, PublishedRanges ranges) throws CommandException {
    String name = file.getFileName().toString();
    Optional<LocalDate> since = Optional.ofNullable(date).or(ranges::published);
    if (since.isPresent()) {
      return before.with(blocks, since.get(), name + " of " + since.get());
    }
    if (before.isEmpty()) {
      return before.first(blocks, name);
    }
    throw new CommandException(
        ExitCodes.USAGE, file + " does not tell its day; give it with --date YYYY-MM-DD.");
  }

  /** Whole or not at all: a reader of the configuration never sees half a file. */
  private static void write(Path target, byte[] bytes) throws IOException {
    Files.createDirectories(target.getParent());
    Path temporary = target.resolveSibling("." + target.getFileName() + ".new");
    try {
      Files.write(temporary, bytes);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Report report(
      PublishedRanges ranges, List<Cidr> blocks, ProviderFile.Updated after, Path target) {
    List<List<Object>> rows = new ArrayList<>();
    ranges
        .services()
        .forEach(
            (service, count) -> {
              if (services.isEmpty() || services.contains(service)) {
                rows.add(
                    Arrays.asList(
                        service.isEmpty() ? "not named" : service, BigDecimal.valueOf(count)));
              }
            });
    return new Report(
        (dryRun ? "Would import " : "Imported ") + file + " (" + ranges.format() + ")",
        Map.of("report", "ranges-import", "provider", provider),
        List.of(new ReportTable("services", "", COLUMNS, rows, null)),
        List.of(
            blocks.size()
                + (blocks.size() == 1 ? " block in " : " blocks in ")
                + target
                + ": "
                + after.added()
                + " new, "
                + after.unchanged()
                + " as before, "
                + after.ended()
                + " ended.",
            dryRun ? "Nothing was changed." : "They count from the next run on."));
  }
}
