package org.truecost.metering.replay;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.truecost.config.Problems;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.RejectAccounts;
import org.truecost.metering.RejectMeter;
import org.truecost.metering.RejectMeter.Verdict;
import org.truecost.metering.RunLineage;
import org.truecost.metering.UnusableFileException;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.dedup.ComparisonPlan;
import org.truecost.metering.dedup.LineComparison;
import org.truecost.metering.publish.DirectPublication;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.FingerprintFile;
import org.truecost.tables.Lease;
import org.truecost.tables.LedgerRow;
import org.truecost.tables.RejectRow;

/**
 * Meters rejected lines again by the present configuration, after a fix of it. Those that have
 * another fate by now change the tables by one commit, all of them or none.
 *
 * <p>In one thread, without Flink: there are at most a thousand kept lines per file and reason.
 */
public final class RejectReplay implements AutoCloseable {
  private final boolean dryRun;
  private final RunLineage lineage;
  private final RejectMeter meter;
  private final LineComparison comparison;
  private final DirectPublication publication;

  /** Whether lines came that must be compared with those before them. */
  private boolean compares;

  private final Map<Tally, long[]> lines = new HashMap<>();

  /** Source and name of files of which no source was known, and now is. */
  private final Set<List<String>> found = new HashSet<>();

  /**
   * How to replay.
   *
   * @param config the present configuration
   * @param keyFile keys of clients' pseudonyms, made if missing
   * @param unknownAre source of lines of which no source is known and that do not say it
   * @param dryRun whether nothing is to change
   * @param memoryBytes heap to plan for
   */
  public record Options(
      MeteringConfig config,
      Path keyFile,
      Optional<String> unknownAre,
      boolean dryRun,
      long memoryBytes) {
    public Options {
      requireNonNull(config, "config");
      requireNonNull(keyFile, "keyFile");
      requireNonNull(unknownAre, "unknownAre");
    }
  }

  /**
   * Lines that met the same fate.
   *
   * @param source their source, as the table has it
   * @param reason why they were rejected
   * @param verdict what became of them
   */
  public record Tally(String source, String reason, Verdict verdict) {}

  /**
   * What a replay did.
   *
   * @param lines lines by what became of them, sorted
   * @param runId id of the run, as in the rows it wrote
   * @param commit the commit it made, empty if nothing changed
   */
  public record Result(List<Counted> lines, String runId, Optional<Commit> commit) {
    public Result {
      lines = List.copyOf(lines);
    }
  }

  /** A tally with its number of lines. */
  public record Counted(Tally tally, long lines) {}

  private RejectReplay(
      boolean dryRun,
      RunLineage lineage,
      RejectMeter meter,
      LineComparison comparison,
      DirectPublication publication) {
    this.dryRun = dryRun;
    this.lineage = lineage;
    this.meter = meter;
    this.comparison = comparison;
    this.publication = publication;
  }

  /**
   * Begins.
   *
   * @param lease proves that nobody else writes; not needed for a dry run
   * @param head the commit that rows come from
   * @param ledger the accounts in which they stand
   * @throws org.truecost.config.ConfigException if the configuration cannot be used
   * @throws UnusableFileException if the key file cannot be used
   */
  public static RejectReplay start(
      Options options,
      DataDirectory data,
      Optional<Lease> lease,
      Commit head,
      List<LedgerRow> ledger)
      throws IOException {
    if (lease.isEmpty() && !options.dryRun()) {
      throw new IllegalArgumentException("Only a dry run needs no lease");
    }
    MeteringCatalog catalog = MeteringCatalog.load(options.config());
    options
        .unknownAre()
        .filter(id -> !catalog.sources().containsKey(id))
        .ifPresent(
            id -> {
              Problems problems = new Problems();
              problems.add(
                  Path.of(options.config().sourcesFile()),
                  "",
                  "has no source \"" + id + "\"" + Problems.hint(id, catalog.sources().keySet()));
              problems.throwIfAny();
            });
    ClientKeys keys = new ClientKeys(options.keyFile());
    if (!options.dryRun()) {
      keys.check();
    }
    RunLineage lineage =
        new RunLineage(
            UUID.randomUUID().toString(), catalog.definition().label(), catalog.digest());
    RejectMeter meter =
        new RejectMeter(
            catalog,
            new RejectAccounts(ledger, data.coverage().read(head)),
            options.unknownAre(),
            head::revisionOf,
            lineage,
            keys,
            MeterCaps.of(options.memoryBytes(), 1));
    return new RejectReplay(
        options.dryRun(),
        lineage,
        meter,
        remembered(options, catalog, data, head),
        new DirectPublication(
            data, lineage.runId(), MeterCaps.totalBytes(options.memoryBytes(), 1)));
  }

  private static LineComparison remembered(
      Options options, MeteringCatalog catalog, DataDirectory data, Commit head)
      throws IOException {
    ComparisonPlan.requireMemory(
        catalog.sources().values(), options.config().sourcesFile(), options.memoryBytes());
    ComparisonPlan plan = ComparisonPlan.of(catalog.sources().values(), data, head);
    LineComparison comparison =
        new LineComparison(plan.sources(), MeterCaps.of(options.memoryBytes(), 1).cellBytes());
    if (!options.dryRun()) {
      for (String file : plan.files()) {
        FingerprintFile.read(Path.of(file), comparison::remember);
      }
    }
    return comparison;
  }

  private void add(EncodedCells cells) {
    if (cells.kind == EncodedCells.LINES) {
      compares = true;
      comparison.take(cells, publication::add);
    } else {
      publication.add(cells);
    }
  }

  /** Meters a row again; rows come ordered by batch, file and place. */
  public void row(RejectRow row) throws IOException {
    try {
      Verdict verdict = dryRun ? meter.judge(row) : meter.meter(row, this::add);
      if (verdict.fate().changes() && !verdict.source().equals(row.source())) {
        found.add(List.of(verdict.source(), row.file()));
      }
      lines
              .computeIfAbsent(new Tally(row.source(), row.reason(), verdict), none -> new long[1])[
              0] +=
          row.lines();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Makes the changes visible, if there are any. */
  public Result finish() throws IOException {
    Optional<Commit> commit = Optional.empty();
    if (!dryRun) {
      try {
        meter.flush(this::add);
        if (compares) {
          comparison.flush(publication::add);
          comparison.forget();
          comparison.send(publication::add);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      // What only changes its fate is covered already, by the same file in the same batch.
      commit = publication.commit("rejects replay", this::isNew);
    }
    List<Counted> counted = new ArrayList<>();
    lines.forEach((tally, count) -> counted.add(new Counted(tally, count[0])));
    counted.sort(
        Comparator.comparing((Counted each) -> each.tally().source())
            .thenComparing(each -> each.tally().reason())
            .thenComparing(each -> each.tally().verdict().fate())
            .thenComparing(each -> each.tally().verdict().source())
            .thenComparing(each -> each.tally().verdict().reason()));
    return new Result(counted, lineage.runId(), commit);
  }

  private boolean isNew(CoveredFile file) {
    return found.contains(List.of(file.source(), file.file()));
  }

  /** Abandons what is not committed. */
  @Override
  public void close() {
    publication.close();
  }
}
