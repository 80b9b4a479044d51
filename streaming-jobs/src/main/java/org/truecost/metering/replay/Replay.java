package org.truecost.metering.replay;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.truecost.config.Problems;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.PlannedFile;
import org.truecost.metering.Progress;
import org.truecost.metering.RunLineage;
import org.truecost.metering.TemporaryDirectory;
import org.truecost.metering.UnusableFileException;
import org.truecost.metering.dedup.ComparisonPlan;
import org.truecost.metering.job.MeteringJob;
import org.truecost.source.Source;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.DataDirectoryException;
import org.truecost.tables.Lease;

/** Replays log files into a data directory: all of them become visible by one commit, or none. */
public final class Replay {
  /** Metering operators at most: each of them sends to each, and every pair needs memory. */
  public static final int MOST_PARALLELISM = MeteringJob.MOST_PARALLELISM;

  private Replay() {}

  /**
   * What to replay, and how.
   *
   * @param inputs directories and files
   * @param workingDirectory what a single file's name is relative to
   * @param config configuration
   * @param source if set, the source of every file, whatever its name
   * @param directory data directory, made if missing
   * @param keyFile keys of clients' pseudonyms, made if missing
   * @param asOf the run's idea of now
   * @param force files whose batches are metered again
   * @param parallelism metering operators
   * @param blockBytes aimed-at size of a block
   * @param memoryBytes heap to plan for
   */
  public record Options(
      List<Path> inputs,
      Path workingDirectory,
      MeteringConfig config,
      Optional<String> source,
      Path directory,
      Path keyFile,
      Instant asOf,
      List<Path> force,
      int parallelism,
      int blockBytes,
      long memoryBytes) {
    public Options {
      inputs = List.copyOf(inputs);
      requireNonNull(workingDirectory, "workingDirectory");
      requireNonNull(config, "config");
      requireNonNull(source, "source");
      requireNonNull(directory, "directory");
      requireNonNull(keyFile, "keyFile");
      requireNonNull(asOf, "asOf");
      force = List.copyOf(force);
    }

    /** Defaults for everything but the four that have none. */
    public static Options of(
        List<Path> inputs, MeteringConfig config, Path directory, Instant asOf) {
      return new Options(
          inputs,
          Path.of(""),
          config,
          Optional.empty(),
          directory,
          ClientKeys.beside(directory),
          asOf,
          List.of(),
          Math.min(Runtime.getRuntime().availableProcessors(), MOST_PARALLELISM),
          FileBlocks.DEFAULT_BLOCK_BYTES,
          Runtime.getRuntime().maxMemory());
    }
  }

  /**
   * What a replay did.
   *
   * @param plan what was decided about each file; one that vanished afterwards is unreadable
   * @param lineage what the run stamped on its rows, or would have
   * @param commit the commit it made, empty if there was nothing to do
   * @param unfinished files that end in the middle of a line, which waits until they have grown
   */
  public record Result(
      ReplayPlan plan, RunLineage lineage, Optional<Commit> commit, List<String> unfinished) {
    public Result {
      unfinished = List.copyOf(unfinished);
    }

    /** The run's id, as in its rows. */
    public String runId() {
      return lineage.runId();
    }
  }

  /** Told of the plan before the first line is metered. */
  public interface Listener {
    void planned(ReplayPlan plan);
  }

  /**
   * Replays.
   *
   * @throws org.truecost.config.ConfigException if the configuration cannot be used
   * @throws DataDirectoryException if the data directory cannot be used
   * @throws UnusableFileException if the key file cannot be used
   * @throws RestatementException if a forced batch is not whole
   */
  public static Result run(Options options, Listener listener)
      throws IOException, RestatementException {
    MeteringCatalog catalog = MeteringCatalog.load(options.config());
    Optional<Source> only = options.source().map(id -> source(catalog, id, options));
    ComparisonPlan.requireMemory(
        catalog.sources().values(), options.config().sourcesFile(), options.memoryBytes());
    Progress.current().reset();
    RunLineage lineage =
        new RunLineage(
            UUID.randomUUID().toString(), catalog.definition().label(), catalog.digest());
    Optional<ReplayPlan> first = Optional.empty();
    if (DataDirectory.isNew(options.directory())) {
      // What is refused, or has nothing to do, must not leave an empty data directory behind.
      ReplayPlan plan = plan(options, catalog, only, Commit.EMPTY, List.of());
      if (plan.files().isEmpty()) {
        listener.planned(plan);
        return new Result(plan, lineage, Optional.empty(), List.of());
      }
      checkKeys(options);
      first = Optional.of(plan);
    }
    DataDirectory data = DataDirectory.create(options.directory());
    try (Lease lease = Lease.acquire(data, "replay")) {
      Commit head = data.log().head();
      // Before hours of metering: what would be published beside a lost file cannot be read.
      data.requireFiles(head);
      ReplayPlan plan =
          first.isPresent() && head.sequence() == 0
              ? first.get()
              : plan(options, catalog, only, head, data.coverage().read(head));
      listener.planned(plan);
      if (plan.files().isEmpty()) {
        return new Result(plan, lineage, Optional.empty(), List.of());
      }
      ComparisonPlan comparison =
          ComparisonPlan.of(catalog.sources().values(), data, head)
              .restating(sourcesOf(plan.restated().keySet()));
      comparison.requireFiles();
      MeteringJob.Run run =
          new MeteringJob.Run(
              options.config(),
              plan.files(),
              lineage,
              plan.restated(),
              comparison,
              data.path(),
              options.keyFile(),
              MeterCaps.of(options.memoryBytes(), options.parallelism()),
              MeterCaps.totalBytes(options.memoryBytes(), options.parallelism()),
              options.blockBytes());
      new ClientKeys(options.keyFile()).check();
      execute(run, options.parallelism());
      Commit made = data.log().head();
      if (made.sequence() == head.sequence()) {
        return new Result(plan.without(plan.files()), lineage, Optional.empty(), List.of());
      }
      return result(plan, lineage, made, data.coverage().read(made));
    }
  }

  /** Checks the key file before the data directory is made, unless both shall lie in a new one. */
  private static void checkKeys(Options options) throws UnusableFileException {
    Path beside = options.keyFile().toAbsolutePath().normalize().getParent();
    Path aboveData = options.directory().toAbsolutePath().normalize().getParent();
    if (Files.isDirectory(beside) || !beside.equals(aboveData)) {
      new ClientKeys(options.keyFile()).check();
    }
  }

  private static ReplayPlan plan(
      Options options,
      MeteringCatalog catalog,
      Optional<Source> only,
      Commit head,
      List<CoveredFile> covered)
      throws RestatementException {
    InputFiles inputs =
        InputFiles.find(
                options.inputs(),
                options.workingDirectory(),
                catalog.sources().values(),
                only,
                covered.stream().map(CoveredFile::file).collect(Collectors.toSet()))
            .without(options.keyFile());
    ReplayPlan plan =
        new ReplayPlanner(head, covered, options.asOf(), options.parallelism())
            .plan(inputs, options.force());
    requireAllBatches(plan.restated().keySet(), catalog, covered);
    return plan;
  }

  /**
   * Which lines of a batch count depends on the source's other batches, if its lines are compared;
   * what is remembered of them is not enough to decide again.
   */
  static void requireAllBatches(
      Set<String> restated, MeteringCatalog catalog, List<CoveredFile> covered)
      throws RestatementException {
    for (String id : sourcesOf(restated)) {
      Source source = catalog.sources().get(id);
      if (source == null || source.declaredDeduplication().isEmpty()) {
        continue;
      }
      List<String> others =
          covered.stream()
              .filter(file -> file.source().equals(id) && !restated.contains(file.batchId()))
              .map(CoveredFile::batchId)
              .distinct()
              .sorted()
              .toList();
      if (!others.isEmpty()) {
        throw new RestatementException(
            "Lines of source "
                + id
                + " that come again count once (dedup), so its batches can only be restated all at"
                + " once; give a file of each of the other "
                + others.size()
                + " with --force as well, the first of "
                + others.get(0)
                + ", or replay all of its logs into a new data directory.");
      }
    }
  }

  private static Set<String> sourcesOf(Set<String> batches) {
    return batches.stream()
        .map(batch -> batch.substring(0, batch.lastIndexOf('/')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Result result(
      ReplayPlan plan, RunLineage lineage, Commit made, List<CoveredFile> covered) {
    Map<String, CoveredFile> metered = new HashMap<>();
    covered.forEach(file -> metered.put(file.file() + "/" + file.storedDigest(), file));
    // Planned files that the commit does not cover were gone when their turn came.
    List<PlannedFile> vanished = new ArrayList<>();
    List<String> unfinished = new ArrayList<>();
    for (PlannedFile planned : plan.files()) {
      CoveredFile file = metered.get(planned.file() + "/" + planned.storedDigest());
      if (file == null) {
        vanished.add(planned);
      } else if (planned.fate() == PlannedFile.Fate.COUNTED && file.unfinishedBytes() > 0) {
        unfinished.add(planned.file());
      }
    }
    return new Result(plan.without(vanished), lineage, Optional.of(made), unfinished);
  }

  private static Source source(MeteringCatalog catalog, String id, Options options) {
    Source source = catalog.sources().get(id);
    if (source == null) {
      Problems problems = new Problems();
      problems.add(
          Path.of(options.config().sourcesFile()),
          "",
          "has no source \"" + id + "\"" + Problems.hint(id, catalog.sources().keySet()));
      problems.throwIfAny();
    }
    return source;
  }

  private static void execute(MeteringJob.Run run, int parallelism) throws IOException {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      MeteringJob.runEmbedded(run, parallelism, temporary.path());
    } catch (IOException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The replay was interrupted; nothing was committed.", e);
    } catch (Exception e) {
      throw cause(e);
    }
  }

  /** What a person must know of a failed job: the first cause that is not Flink's wrapping. */
  private static IOException cause(Exception failure) {
    Throwable cause = failure;
    while (cause != null) {
      if (cause instanceof DataDirectoryException || cause instanceof UnusableFileException) {
        return (IOException) cause;
      }
      if (cause instanceof IOException io && io.getClass().getName().startsWith("java.")) {
        // Writers of the data directory say so themselves; this is a log or a temporary file.
        return new IOException(
            "The replay failed outside the data directory, nothing was committed: "
                + io.getMessage()
                + (io instanceof FileSystemException
                    ? ""
                    : ". Temporary files lie in " + System.getProperty("java.io.tmpdir")),
            io);
      }
      cause = cause.getCause();
    }
    throw new IllegalStateException("The metering job failed", failure);
  }
}
