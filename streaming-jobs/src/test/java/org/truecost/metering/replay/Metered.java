package org.truecost.metering.replay;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.parquet.io.api.Binary;
import org.truecost.config.ConfigDirectory;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.block.LogBlock;
import org.truecost.metering.BatchRecord;
import org.truecost.metering.CellTime;
import org.truecost.metering.ClientKeys;
import org.truecost.metering.Meter;
import org.truecost.metering.MeterCaps;
import org.truecost.metering.MeteringCatalog;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.RunLineage;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Text;
import org.truecost.metering.dedup.LineComparison;
import org.truecost.metering.publish.CellRows;
import org.truecost.metering.publish.CoveredFilesOf;
import org.truecost.source.Deduplication;
import org.truecost.source.Source;
import org.truecost.tables.Column;
import org.truecost.tables.ColumnType;
import org.truecost.tables.Commit;
import org.truecost.tables.CoveredFile;
import org.truecost.tables.TableSchema;

/**
 * The pipeline without Flink and without files behind it: plan, blocks, meters, totals, rows. It
 * remembers what it metered, as a data directory does.
 */
final class Metered {
  private static final ConfigDirectory SHIPPED = ConfigDirectory.read(Path.of("..", "config"));
  private static final Map<String, MeteringCatalog> CATALOGS = new HashMap<>();

  final Path logs;
  final Path keys;
  Path workingDirectory;
  String sources;
  ConfigDirectory config = SHIPPED;
  Instant asOf = Replayed.AS_OF;
  int meters = 1;
  int blockBytes = FileBlocks.DEFAULT_BLOCK_BYTES;
  MeterCaps caps = MeterCaps.of(256L << 20, 2);
  long totalBytes = 64L << 20;

  /** Files are read in this order; unset in the plan's. */
  Optional<Random> shuffled = Optional.empty();

  /** Compares lines, and remembers them from run to run; made when a source asks for it. */
  LineComparison comparison;

  /** How many pieces of lines came to be compared. */
  int piecesOfLines;

  /** How often totals were let go, in all runs. */
  int letGo;

  private final Map<CellKind, List<Object[]>> rows = new HashMap<>();
  private final List<CoveredFile> covered = new ArrayList<>();
  private final Map<String, Long> revisions = new HashMap<>();
  private int runs;

  Metered(Path folder, String sources) throws IOException {
    this.logs = Files.createDirectories(folder.resolve("logs"));
    this.keys = folder.resolve("keys");
    this.workingDirectory = logs;
    this.sources = sources;
  }

  /** A new one that reads the same logs with the same keys. */
  Metered(Metered like) throws IOException {
    this.logs = like.logs;
    this.keys = like.keys;
    this.workingDirectory = like.workingDirectory;
    this.sources = like.sources;
    this.config = like.config;
    this.asOf = like.asOf;
  }

  /** A new one with logs of its own and the same keys. */
  Metered(Path folder, Metered like) throws IOException {
    this.logs = Files.createDirectories(folder.resolve("logs"));
    this.keys = like.keys;
    this.sources = like.sources;
    this.config = like.config;
    this.asOf = like.asOf;
  }

  MeteringCatalog catalog() {
    MeteringConfig run =
        new MeteringConfig(
            config, "sources.yaml", sources.getBytes(StandardCharsets.UTF_8), "default");
    return CATALOGS.computeIfAbsent(config.digest() + sources, none -> MeteringCatalog.load(run));
  }

  void write(String file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  void write(String file, byte[] bytes) throws IOException {
    Path path = logs.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }

  ReplayPlan run() throws Exception {
    return run(List.of(logs), List.of());
  }

  ReplayPlan run(List<Path> inputs, List<Path> force) throws Exception {
    ReplayPlan plan = plan(inputs, force);
    meter(plan);
    return plan;
  }

  ReplayPlan plan(List<Path> inputs, List<Path> force) throws Exception {
    Commit head = new Commit(++runs, List.of(), List.of(), revisions, Map.of(), List.of(), "test");
    List<CoveredFile> live =
        covered.stream()
            .filter(file -> file.revision() == head.revisionOf(file.batchId()))
            .toList();
    InputFiles files =
        InputFiles.find(
            inputs,
            workingDirectory,
            catalog().sources().values(),
            Optional.empty(),
            live.stream().map(CoveredFile::file).collect(Collectors.toSet()));
    return new ReplayPlanner(head, live, asOf, 2).plan(files, force);
  }

  void meter(ReplayPlan plan) throws IOException {
    RunLineage lineage = new RunLineage("run-" + runs, "default/test", "digest");
    Cells totals = new Cells();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < plan.files().size(); i++) {
      order.add(i);
    }
    shuffled.ifPresent(random -> Collections.shuffle(order, random));
    List<Meter> all = new ArrayList<>();
    for (int i = 0; i < meters; i++) {
      all.add(new Meter(catalog(), plan.files(), lineage, new ClientKeys(keys), caps));
    }
    for (int i = 0; i < order.size(); i++) {
      int file = order.get(i);
      Path path = Path.of(plan.files().get(file).path());
      try (FileBlocks blocks =
          FileBlocks.open(path, file, plan.files().get(file).skipBytes(), blockBytes)) {
        for (LogBlock block = blocks.next(); block != null; block = blocks.next()) {
          all.get(i % meters).meter(block, cells -> add(totals, cells));
        }
      }
    }
    all.forEach(meter -> meter.flush(cells -> add(totals, cells)));
    if (comparison != null) {
      comparison.flush(cells -> add(totals, cells));
      comparison.forget();
    }
    letGo(totals);
    revisions.putAll(plan.restated());
  }

  LineComparison newComparison() {
    Map<String, Deduplication> sources = new HashMap<>();
    for (Source source : catalog().sources().values()) {
      source.declaredDeduplication().ifPresent(how -> sources.put(source.id(), how));
    }
    return new LineComparison(sources, caps.cellBytes());
  }

  /** Takes what meters of another kind have sent. */
  void total(List<EncodedCells> sent) {
    Cells totals = new Cells();
    sent.forEach(cells -> add(totals, cells));
    if (comparison != null) {
      comparison.flush(cells -> add(totals, cells));
    }
    letGo(totals);
  }

  /** Rows of a table summed over lineage columns, as {@link SummedRow} writes them. */
  List<String> summed(TableSchema table) {
    return SummedRow.of(table, visible(table));
  }

  /** Columns of the visible rows of a table, sorted. */
  List<String> select(TableSchema table, String... columns) {
    List<String> names = table.columns().stream().map(Column::name).toList();
    List<String> text = new ArrayList<>();
    for (Object[] row : visible(table)) {
      text.add(
          List.of(columns).stream()
              .map(column -> String.valueOf(row[names.indexOf(column)]))
              .collect(Collectors.joining(" | ")));
    }
    text.sort(null);
    return text;
  }

  long sum(TableSchema table, String column) {
    return select(table, column).stream().mapToLong(Long::parseLong).sum();
  }

  private List<Object[]> visible(TableSchema table) {
    CellKind kind =
        CellKind.all().stream().filter(one -> one.table() == table).findFirst().orElseThrow();
    return rows.getOrDefault(kind, List.of()).stream()
        .filter(row -> row[3].equals(revisions.getOrDefault((String) row[2], 1L)))
        .toList();
  }

  private void add(Cells totals, EncodedCells cells) {
    if (cells.kind == EncodedCells.LINES) {
      piecesOfLines++;
      if (comparison == null) {
        comparison = newComparison();
      }
      comparison.take(cells, counted -> add(totals, counted));
      return;
    }
    totals.merge(cells);
    if (totals.bytes() > totalBytes) {
      letGo(totals);
    }
  }

  private void letGo(Cells totals) {
    letGo++;
    for (CellKind kind : CellKind.all()) {
      List<Cells.Partition> partitions =
          totals.partitions(
              kind,
              (time, batch, names) -> {
                byte[] record = totals.dictionary().get(batch);
                byte[] registry =
                    Text.split(record, 0, record.length).get(BatchRecord.Field.REGISTRY.ordinal());
                return names.intern(
                    Text.join(
                        new String(registry, StandardCharsets.UTF_8), CellTime.month(kind, time)));
              });
      for (Cells.Partition partition : partitions) {
        int[] places = partition.places();
        totals.send(kind, 0, places, 0, places.length, this::keep);
      }
    }
    totals.clear();
  }

  private void keep(EncodedCells encoded) {
    CellRows cells = new CellRows(encoded);
    List<Column> columns = cells.kind().table().columns();
    cells.forEach(
        row -> {
          Object[] kept = new Object[row.length];
          for (int i = 0; i < row.length; i++) {
            kept[i] = value(columns.get(i).type(), row[i]);
          }
          rows.computeIfAbsent(cells.kind(), none -> new ArrayList<>()).add(kept);
        });
    if (cells.kind() == CellKind.LEDGER) {
      covered.addAll(CoveredFilesOf.ledger(encoded));
    }
  }

  private static Object value(ColumnType type, Object value) {
    if (value instanceof Binary binary) {
      return type == ColumnType.DECIMAL_38_0
          ? new BigInteger(binary.getBytes())
          : binary.toStringUsingUTF8();
    }
    return value;
  }
}
