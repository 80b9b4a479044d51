package org.truecost.metering.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.block.LogBlock;
import org.truecost.metering.KafkaMeter;
import org.truecost.metering.PlannedFile;
import org.truecost.metering.PlannedFile.Fate;
import org.truecost.metering.replay.InputFiles.InputFile;
import org.truecost.metering.replay.ReplayPlan.RenewedFile;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredFile;

/**
 * Decides what becomes of each input file, before any of it is metered.
 *
 * <p>A file is its decoded bytes. Stored bytes seen before settle it at once; otherwise only files
 * that share their first line with another input or with a metered file are decoded, since no other
 * can be the same or a continuation.
 */
public final class ReplayPlanner {
  static final String VANISHED = "vanished before it was read";

  /** Longer than the lines of a header and the first one behind it. */
  private static final long SHORT_FILE_BYTES = 64 * 1024;

  private final Commit head;
  private final List<CoveredFile> covered;
  private final Instant asOf;
  private final int threads;

  /**
   * @param head the newest commit
   * @param covered the files it covers, live revisions only
   * @param asOf the run's idea of now
   * @param threads how many files are looked at at once
   */
  public ReplayPlanner(Commit head, List<CoveredFile> covered, Instant asOf, int threads) {
    this.head = head;
    this.covered = List.copyOf(covered);
    this.asOf = asOf;
    this.threads = threads;
  }

  /**
   * Plans a replay.
   *
   * @param inputs the files
   * @param forced files whose batches are to be metered again: paths, or names in the ledger
   * @throws RestatementException if a batch cannot be restated
   */
  public ReplayPlan plan(InputFiles inputs, Collection<Path> forced) throws RestatementException {
    Map<String, String> unreadable = new TreeMap<>(inputs.unreadable());
    List<Looked> looked = look(inputs.matched(), unreadable);
    Map<String, Long> restated = new TreeMap<>();
    Map<String, Long> asOfOfBatch = new HashMap<>();
    List<CoveredFile> before = covered;
    List<RenewedFile> dropped = List.of();
    List<Looked> forcedFiles = List.of();
    Map<String, String> kept = new HashMap<>();
    if (!forced.isEmpty()) {
      forcedFiles = new ForcedFiles(inputs, looked, covered).find(forced);
      Set<String> batches = batchesOf(forcedFiles, kept);
      for (String batch : batches) {
        restated.put(batch, head.revisionOf(batch) + 1);
      }
      before = covered.stream().filter(file -> !batches.contains(file.batchId())).toList();
      dropped = requirePresent(batches, forcedFiles, looked, asOfOfBatch);
    }
    kept.putAll(batchesKept(restated.keySet()));
    Plan plan = new Plan(before, restated, asOfOfBatch, kept);
    List<Looked> inOrder = new ArrayList<>(looked);
    Set<Looked> vanished = ConcurrentHashMap.newKeySet();
    Map<Looked, Decoded> decoded = decodeSuspects(inOrder, before, vanished);
    for (Looked file : vanished) {
      if (restated.containsKey(batchId(file))) {
        throw new RestatementException(
            "A batch can only be restated whole; " + file.file() + " " + VANISHED + ".");
      }
      inOrder.remove(file);
      unreadable.put(file.file(), VANISHED);
    }
    // A longer file comes first: one that it begins with is an older copy of it.
    inOrder.sort(
        Comparator.comparingLong(
                (Looked file) -> decoded.containsKey(file) ? -decoded.get(file).bytes() : 0)
            .thenComparing(Looked::file));
    RenewedFiles renewed = new RenewedFiles(before, new Contents(looked, decoded));
    for (Looked file : inOrder) {
      plan.add(file, Optional.ofNullable(decoded.get(file)), renewed);
    }
    requireMetered(forcedFiles, plan);
    plan.files.sort(Comparator.comparing(PlannedFile::file).thenComparing(PlannedFile::path));
    List<RenewedFile> all = new ArrayList<>(dropped);
    all.addAll(renewed.found());
    all.sort(Comparator.comparing(RenewedFile::file).thenComparing(RenewedFile::source));
    return new ReplayPlan(
        plan.files,
        restated,
        plan.known,
        plan.knownBatches,
        plan.undecided,
        inputs.unmatched(),
        unreadable,
        all);
  }

  private final class Plan {
    private final Map<String, Long> restated;
    private final Map<String, Long> asOfOfBatch;
    private final Map<String, String> batchesKept;
    private final Map<String, List<CoveredFile>> byStoredDigest = new HashMap<>();
    private final Map<String, List<CoveredFile>> byDecodedDigest = new HashMap<>();
    private final Map<String, List<CoveredFile>> byFirstLine = new HashMap<>();

    /** Digests of the beginnings of inputs whose lines are or were metered, with their source. */
    private final Set<String> meteredBeginnings = new HashSet<>();

    /** Digests of inputs and of their beginnings: what these hold needs no guess. */
    private final Set<String> atHand = new HashSet<>();

    private final List<PlannedFile> files = new ArrayList<>();
    private final List<String> known = new ArrayList<>();
    private final Set<String> knownBatches = new HashSet<>();
    private final Map<String, String> undecided = new TreeMap<>();

    Plan(
        List<CoveredFile> before,
        Map<String, Long> restated,
        Map<String, Long> asOfOfBatch,
        Map<String, String> batchesKept) {
      this.restated = restated;
      this.batchesKept = batchesKept;
      this.asOfOfBatch = asOfOfBatch;
      before.forEach(this::remember);
    }

    void remember(CoveredFile file) {
      byStoredDigest.computeIfAbsent(file.storedDigest(), key -> new ArrayList<>()).add(file);
      byDecodedDigest.computeIfAbsent(file.decodedDigest(), key -> new ArrayList<>()).add(file);
      byFirstLine.computeIfAbsent(file.firstLineDigest(), key -> new ArrayList<>()).add(file);
    }

    /** Those of this content, but for what came while nobody knew its source: no line counts. */
    private static List<CoveredFile> of(
        Looked file, Map<String, List<CoveredFile>> files, String digest) {
      return files.getOrDefault(digest, List.of()).stream()
          .filter(
              before ->
                  !before.source().equals(KafkaMeter.UNKNOWN)
                      || file.sourceId().equals(KafkaMeter.UNKNOWN))
          .toList();
    }

    private boolean isBeginningOfMetered(Looked file, Decoded decoded) {
      return meteredBeginnings.contains(bytesOfSource(file.sourceId(), decoded.digest()));
    }

    /** All lines of a file are metered: an older, shorter copy of it is a duplicate. */
    private void rememberBeginnings(String source, Optional<Decoded> decoded) {
      decoded.ifPresent(
          own ->
              own.prefixes()
                  .values()
                  .forEach(digest -> meteredBeginnings.add(bytesOfSource(source, digest))));
    }

    void add(Looked file, Optional<Decoded> decoded, RenewedFiles renewed) {
      List<CoveredFile> same = of(file, byStoredDigest, file.inspection().storedDigest());
      // What holds nothing, empty or damaged from its start, repeats nothing.
      if (same.isEmpty() && decoded.isPresent() && decoded.get().bytes() > 0) {
        same = of(file, byDecodedDigest, decoded.get().digest());
      }
      same.stream()
          .filter(before -> !before.fate().equals(Fate.SET_ASIDE.label()))
          .forEach(before -> rememberBeginnings(before.source(), decoded));
      Optional<CoveredFile> metered =
          same.stream().filter(before -> isSameName(before, file)).findFirst();
      if (metered.isPresent()) {
        known.add(file.file());
        knownBatches.add(metered.get().batchId());
        return;
      }
      Optional<String> longer = decoded.flatMap(own -> longerOne(file, own));
      decoded.ifPresent(
          own -> {
            atHand.add(own.digest());
            atHand.addAll(own.prefixes().values());
          });
      Fate fate = Fate.COUNTED;
      long skip = 0;
      boolean empty = file.inspection().storedBytes() == 0;
      if ((!same.isEmpty() && !empty)
          || decoded.filter(own -> isBeginningOfMetered(file, own)).isPresent()) {
        fate = Fate.DUPLICATE;
      } else if (longer.isPresent()) {
        undecided.put(
            file.file(), "begins as " + longer.get() + " did, which is longer; give that file too");
        return;
      } else {
        if (decoded.isPresent()) {
          skip = continued(file, decoded.get());
        }
        if (file.inspection().isOtherFormat()) {
          fate = Fate.SET_ASIDE;
        } else {
          rememberBeginnings(file.sourceId(), decoded);
        }
      }
      PlannedFile planned = planned(file, fate, skip);
      files.add(planned);
      if (fate == Fate.COUNTED) {
        renewed.look(planned, decoded);
      }
      remember(
          new CoveredFile(
              planned.source(),
              planned.file(),
              planned.batchId(),
              planned.revision(),
              fate.label(),
              decoded.map(Decoded::digest).orElse(""),
              decoded.map(Decoded::bytes).orElse(0L),
              0,
              planned.storedDigest(),
              planned.firstLineDigest(),
              decoded.map(Decoded::beginnings).orElse(""),
              0,
              planned.asOfMicros()));
    }

    /**
     * A metered file that this one can be the start of, if nobody can tell: the longer file is not
     * among the inputs, and all that is known of its beginning agrees.
     */
    private Optional<String> longerOne(Looked file, Decoded own) {
      return byFirstLine.getOrDefault(file.inspection().firstLineDigest(), List.of()).stream()
          .filter(before -> before.source().equals(file.sourceId()))
          .filter(before -> !before.fate().equals(Fate.SET_ASIDE.label()))
          .filter(before -> before.decodedBytes() > own.bytes())
          .filter(before -> before.beginnings().startsWith(own.beginnings()))
          .filter(before -> !atHand.contains(before.decodedDigest()))
          .map(CoveredFile::file)
          .min(Comparator.naturalOrder());
    }

    /** How many bytes of the file are a metered file: the longest one that it continues. */
    private long continued(Looked file, Decoded decoded) {
      return decoded.prefixes().values().stream()
          .flatMap(digest -> byDecodedDigest.getOrDefault(digest, List.of()).stream())
          .filter(before -> before.source().equals(file.sourceId()))
          .filter(before -> !before.fate().equals(Fate.SET_ASIDE.label()))
          .mapToLong(CoveredFile::meteredBytes)
          .max()
          .orElse(0);
    }

    private PlannedFile planned(Looked file, Fate fate, long skip) {
      Optional<String> kept =
          Optional.ofNullable(
              batchesKept.get(bytesOfSource(file.sourceId(), file.inspection().storedDigest())));
      String batch = kept.orElse(batchId(file));
      // Content that was never metered has no earlier as-of to keep.
      long now = micros(asOf);
      long before = asOfOfBatch.getOrDefault(batch, now);
      return new PlannedFile(
          file.input().path().toString(),
          file.file(),
          file.sourceId(),
          fate,
          batch,
          restated.getOrDefault(batch, head.revisionOf(batch)),
          skip,
          file.inspection().storedBytes(),
          file.inspection().storedDigest(),
          file.inspection().firstLineDigest(),
          kept.isPresent() ? before : Math.max(before, now));
    }

    private boolean isSameName(CoveredFile before, Looked file) {
      return before.file().equals(file.file()) && before.source().equals(file.sourceId());
    }
  }

  /** Batches of restated files: by today's as-of, another line of theirs could be the first. */
  private Map<String, String> batchesKept(Set<String> restated) {
    Map<String, String> kept = new HashMap<>();
    covered.stream()
        .filter(file -> restated.contains(file.batchId()))
        .forEach(
            file -> kept.put(bytesOfSource(file.source(), file.storedDigest()), file.batchId()));
    return kept;
  }

  private static String bytesOfSource(String source, String digest) {
    return source + "/" + digest;
  }

  private String batchId(Looked file) {
    LocalDate date =
        file.inspection().firstDate().orElse(asOf.atOffset(ZoneOffset.UTC).toLocalDate());
    return file.sourceId() + "/" + date;
  }

  /**
   * The batches of the forced files: where they were metered, or would be.
   *
   * @param kept takes the batches of those that came by Kafka; see {@link #batchesKept}
   */
  private Set<String> batchesOf(List<Looked> forced, Map<String, String> kept) {
    Set<String> batches = new TreeSet<>();
    for (Looked file : forced) {
      List<String> metered = new ArrayList<>();
      covered.stream()
          .filter(before -> before.storedDigest().equals(file.inspection().storedDigest()))
          .forEach(before -> metered.add(before.batchId()));
      for (CoveredFile before : fromKafka(file)) {
        metered.add(before.batchId());
        kept.put(
            bytesOfSource(file.sourceId(), file.inspection().storedDigest()), before.batchId());
      }
      batches.addAll(metered.isEmpty() ? List.of(batchId(file)) : metered);
    }
    return batches;
  }

  /** What came of a file by Kafka: of that, nobody knows the bytes on disk. */
  private List<CoveredFile> fromKafka(Looked file) {
    List<CoveredFile> candidates =
        covered.stream()
            .filter(before -> before.storedDigest().isEmpty() && !before.decodedDigest().isEmpty())
            .filter(before -> before.source().equals(file.sourceId()))
            .filter(
                before ->
                    before.firstLineDigest().equals(file.inspection().firstLineDigest())
                        || before.file().equals(file.file()))
            .toList();
    if (candidates.isEmpty()) {
      return List.of();
    }
    TreeSet<Long> lengths = new TreeSet<>();
    candidates.forEach(before -> lengths.add(before.decodedBytes()));
    // One that vanishes is told when all are decoded.
    Decoded own =
        decodeAll(List.of(file), lengths, ConcurrentHashMap.newKeySet())
            .getOrDefault(file, new Decoded("", 0, Map.of(), ""));
    return candidates.stream().filter(own::holds).toList();
  }

  /** Whoever forces a file must not believe that it was metered again if it was not. */
  private static void requireMetered(List<Looked> forced, Plan plan) throws RestatementException {
    for (Looked file : forced) {
      if (plan.known.contains(file.file())) {
        throw new RestatementException(
            "--force "
                + file.file()
                + " would restate nothing: its lines are in another batch than the file itself"
                + " tells ("
                + String.join(", ", new TreeSet<>(plan.knownBatches))
                + "); force a file of that batch that has not changed on disk.");
      }
    }
  }

  /**
   * Requires all files of the batches among the inputs, but for what a forced file replaces.
   *
   * @return what is replaced and will count no more
   */
  private List<RenewedFile> requirePresent(
      Set<String> batches, List<Looked> forced, List<Looked> looked, Map<String, Long> asOfOfBatch)
      throws RestatementException {
    List<CoveredFile> metered =
        covered.stream().filter(file -> batches.contains(file.batchId())).toList();
    Set<String> stored = new HashSet<>();
    looked.forEach(file -> stored.add(file.inspection().storedDigest()));
    List<CoveredFile> unseen =
        metered.stream().filter(file -> !stored.contains(file.storedDigest())).toList();
    List<CoveredFile> absent = List.of();
    if (!unseen.isEmpty()) {
      Contents contents =
          new Contents(looked, decodeSuspects(looked, unseen, ConcurrentHashMap.newKeySet()));
      absent = unseen.stream().filter(file -> !contents.hold(file)).toList();
    }
    List<RenewedFile> dropped = RenewedFiles.dropped(absent, forced);
    Set<String> missing = new TreeSet<>();
    for (CoveredFile file : absent) {
      boolean replaced =
          dropped.stream()
              .anyMatch(
                  old -> old.file().equals(file.file()) && old.source().equals(file.source()));
      if (!replaced) {
        missing.add(file.file() + " (" + file.batchId() + ")");
      }
    }
    if (!missing.isEmpty()) {
      throw new RestatementException(
          "A batch can only be restated whole; give these files too: "
              + String.join(", ", missing)
              + ".");
    }
    metered.forEach(file -> asOfOfBatch.merge(file.batchId(), file.asOf(), Math::max));
    return dropped;
  }

  /** Decodes the files that could be another one, or continue it. */
  private Map<Looked, Decoded> decodeSuspects(
      List<Looked> looked, List<CoveredFile> before, Set<Looked> vanished) {
    Map<String, TreeSet<Long>> lengths = new HashMap<>();
    Map<String, List<CoveredFile>> shortByName = new HashMap<>();
    Set<String> storedBefore = new HashSet<>();
    for (CoveredFile file : before) {
      lengths
          .computeIfAbsent(file.firstLineDigest(), key -> new TreeSet<>())
          .add(file.decodedBytes());
      if (file.decodedBytes() <= SHORT_FILE_BYTES) {
        shortByName
            .computeIfAbsent(file.source() + "/" + file.file(), key -> new ArrayList<>())
            .add(file);
      }
      storedBefore.add(file.storedDigest());
    }
    Map<String, List<Looked>> byFirstLine = new HashMap<>();
    for (Looked file : looked) {
      byFirstLine
          .computeIfAbsent(file.inspection().firstLineDigest(), key -> new ArrayList<>())
          .add(file);
    }
    Map<Looked, Decoded> decoded = new HashMap<>();
    for (Map.Entry<String, List<Looked>> group : byFirstLine.entrySet()) {
      TreeSet<Long> wanted = new TreeSet<>(lengths.getOrDefault(group.getKey(), new TreeSet<>()));
      for (Looked file : group.getValue()) {
        String name = file.sourceId() + "/" + file.file();
        wanted.addAll(lengthsContinued(file, shortByName.getOrDefault(name, List.of())));
      }
      boolean suspect = group.getValue().size() > 1 || !wanted.isEmpty();
      if (!suspect) {
        continue;
      }
      List<Looked> files = new ArrayList<>(group.getValue());
      files.removeIf(
          file ->
              group.getValue().size() == 1
                  && storedBefore.contains(file.inspection().storedDigest()));
      // Lengths of the group's own files are known only after a first pass over them.
      Map<Looked, Decoded> first = decodeAll(files, wanted, vanished);
      if (files.size() > 1) {
        first.values().forEach(one -> wanted.add(one.bytes()));
        List<Looked> longer =
            files.stream()
                .filter(file -> first.containsKey(file))
                .filter(file -> first.get(file).bytes() > wanted.first())
                .filter(file -> hasShorterSibling(first, file))
                .toList();
        first.putAll(decodeAll(longer, wanted, vanished));
      }
      decoded.putAll(first);
    }
    return decoded;
  }

  /**
   * Lengths of files of the same name that this one begins with though their first lines differ:
   * that line was still being written when they were read.
   */
  private static List<Long> lengthsContinued(Looked file, List<CoveredFile> sameName) {
    List<CoveredFile> others =
        sameName.stream()
            .filter(before -> !before.firstLineDigest().equals(file.inspection().firstLineDigest()))
            .toList();
    if (others.isEmpty()) {
      return List.of();
    }
    try (FileBlocks blocks =
        FileBlocks.open(file.input().path(), 0, 0, FileBlocks.DEFAULT_BLOCK_BYTES)) {
      blocks.wantPrefixDigests(others.stream().map(CoveredFile::decodedBytes).toList());
      LogBlock block = blocks.next();
      while (block != null && block.firstByte + block.length < SHORT_FILE_BYTES) {
        block = blocks.next();
      }
      Map<Long, String> prefixes = blocks.prefixDigests();
      return others.stream()
          .filter(before -> before.decodedDigest().equals(prefixes.get(before.decodedBytes())))
          .map(CoveredFile::decodedBytes)
          .toList();
    } catch (IOException e) {
      // Whoever reads all of it will say so.
      return List.of();
    }
  }

  private static boolean hasShorterSibling(Map<Looked, Decoded> group, Looked file) {
    Decoded own = group.get(file);
    return group.values().stream().anyMatch(other -> other.bytes() < own.bytes());
  }

  private Map<Looked, Decoded> decodeAll(
      List<Looked> files, TreeSet<Long> prefixLengths, Set<Looked> vanished) {
    Map<Looked, Decoded> decoded = new HashMap<>();
    List<Optional<Decoded>> results =
        inParallel(
            files,
            file -> {
              try {
                return Optional.of(decode(file.input().path(), prefixLengths));
              } catch (IOException e) {
                vanished.add(file);
                return Optional.empty();
              }
            });
    for (int i = 0; i < files.size(); i++) {
      Looked file = files.get(i);
      results.get(i).ifPresent(result -> decoded.put(file, result));
    }
    return decoded;
  }

  private static Decoded decode(Path path, TreeSet<Long> prefixLengths) throws IOException {
    try (FileBlocks blocks = FileBlocks.open(path, 0, 0, FileBlocks.DEFAULT_BLOCK_BYTES)) {
      blocks.wantPrefixDigests(prefixLengths);
      String digest = "";
      long bytes = 0;
      String beginnings = "";
      for (LogBlock block = blocks.next(); block != null; block = blocks.next()) {
        digest = block.decodedDigest;
        bytes = block.decodedBytes;
        beginnings = block.beginnings;
      }
      return new Decoded(digest, bytes, blocks.prefixDigests(), beginnings);
    }
  }

  private List<Looked> look(List<InputFile> files, Map<String, String> unreadable) {
    List<Optional<Looked>> results =
        inParallel(
            files,
            file -> {
              try {
                return Optional.of(
                    new Looked(file, FileInspection.of(file.path(), file.source(), asOf)));
              } catch (IOException e) {
                synchronized (unreadable) {
                  unreadable.put(file.file(), InputFiles.reason(e));
                }
                return Optional.empty();
              }
            });
    return results.stream().flatMap(Optional::stream).toList();
  }

  private interface Task<T, R> {
    Optional<R> of(T item);
  }

  private <T, R> List<Optional<R>> inParallel(List<T> items, Task<T, R> task) {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Optional<R>>> futures = new ArrayList<>();
      for (T item : items) {
        futures.add(executor.submit(() -> task.of(item)));
      }
      List<Optional<R>> results = new ArrayList<>();
      for (Future<Optional<R>> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while looking at input files", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Looking at input files failed", e.getCause());
    } finally {
      executor.shutdownNow();
    }
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }
}
