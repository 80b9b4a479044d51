package org.truecost.cli.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.truecost.config.ConfigDirectory;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.metering.MeteringConfig;
import org.truecost.metering.replay.Replay;
import org.truecost.metering.replay.RestatementException;

/**
 * A folder with seeded logs of eight months, one file a month, and two configurations that differ
 * in whose network the clients' is. Each month is a partition of each table, so a replay closes
 * many files before its one commit.
 */
final class Workload {
  static final Instant AS_OF = Instant.parse("2026-11-01T00:00:00Z");
  static final int MONTHS = 8;

  /** The shipped configuration. */
  static final String CONFIG = "config";

  /** The same, and an organization that owns the network of half of the clients. */
  static final String CHANGED_CONFIG = "changed-config";

  private static final YearMonth FIRST_MONTH = YearMonth.of(2025, 11);
  private static final Path SHIPPED_CONFIG = Path.of("..", "config");
  private static final String SOURCES =
      """
      sources:
        - id: crates-io-static
          registry: crates-io
          provider: cloudfront
          billing_account: crates-io-aws
          format: cloudfront
          files: ["cloudfront/*.log"]
          bytes: body_and_headers
          region_from: edge_location
          valid_from: 2020-01-01
      """;
  private static final String HEADER =
      "#Version: 1.0\n"
          + "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem"
          + " sc-status cs(Referer) cs(User-Agent)\n";

  private final Path folder;

  private Workload(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder's content. */
  static Workload make(Path folder, long seed, int linesPerFile) throws IOException {
    Workload workload = new Workload(folder);
    Files.createDirectories(workload.logs().resolve("cloudfront"));
    Random random = new Random(seed);
    for (int month = 0; month < MONTHS; month++) {
      Files.writeString(workload.file(month), log(random, month, linesPerFile));
    }
    copy(SHIPPED_CONFIG, folder.resolve(CONFIG));
    copy(SHIPPED_CONFIG, folder.resolve(CHANGED_CONFIG));
    Path organizations = folder.resolve(CHANGED_CONFIG).resolve("organizations");
    Files.writeString(
        organizations.resolve("organizations.csv"),
        "acme,Acme Corporation,company,private\n",
        StandardOpenOption.APPEND);
    Files.writeString(
        organizations.resolve("networks.csv"),
        "192.0.2.0/24,acme,,,invented\n",
        StandardOpenOption.APPEND);
    return workload;
  }

  /** The folder that another process made. */
  static Workload at(Path folder) {
    return new Workload(folder);
  }

  Path folder() {
    return folder;
  }

  Path logs() {
    return folder.resolve("logs");
  }

  /** The log of a month, counted from 0. */
  Path file(int month) {
    return logs()
        .resolve("cloudfront")
        .resolve(String.format(Locale.ROOT, "month-%02d.log", month));
  }

  /** The logs of all months. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (int month = 0; month < MONTHS; month++) {
      files.add(file(month));
    }
    return files;
  }

  /** Replays in this process. */
  Replay.Result replay(Path data, String config, List<Path> inputs, List<Path> force)
      throws IOException, RestatementException {
    return replay(data, config, inputs, force, plan -> {});
  }

  /** Replays in this process, telling {@code listener}. */
  Replay.Result replay(
      Path data, String config, List<Path> inputs, List<Path> force, Replay.Listener listener)
      throws IOException, RestatementException {
    return Replay.run(
        new Replay.Options(
            inputs,
            logs(),
            new MeteringConfig(
                ConfigDirectory.read(folder.resolve(config)),
                "sources.yaml",
                SOURCES.getBytes(StandardCharsets.UTF_8),
                "default"),
            Optional.empty(),
            data,
            folder.resolve("keys"),
            AS_OF,
            force,
            2,
            FileBlocks.DEFAULT_BLOCK_BYTES,
            128L << 20),
        listener);
  }

  /** Copies a directory with its content. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Path copied = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(copied);
        } else {
          Files.copy(path, copied);
        }
      }
    }
  }

  /** Deletes a directory with its content, if it exists. */
  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      paths
          .sorted(java.util.Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException failure) {
                  throw new UncheckedIOException(failure);
                }
              });
    }
  }

  private static String log(Random random, int month, int lines) {
    String date = FIRST_MONTH.plusMonths(month) + "-0" + (1 + random.nextInt(9));
    StringBuilder log = new StringBuilder(HEADER);
    for (int i = 0; i < lines; i++) {
      String name = "crate-" + random.nextInt(200);
      String path =
          random.nextInt(10) == 0
              ? "/index.html"
              : "/crates/" + name + "/" + name + "-1.0." + random.nextInt(3) + ".crate";
      log.append(date)
          .append(
              String.format(
                  Locale.ROOT,
                  "\t%02d:%02d:%02d\t",
                  random.nextInt(24),
                  random.nextInt(60),
                  random.nextInt(60)))
          .append("IAD89-C1\t")
          .append(500 + random.nextInt(100_000))
          .append(random.nextBoolean() ? "\t192.0.2." : "\t198.51.100.")
          .append(random.nextInt(256))
          .append("\tGET\tstatic.crates.example\t")
          .append(path)
          .append(random.nextInt(8) == 0 ? "\t404" : "\t200")
          .append("\t-\tcargo/1.80.0%20(376290515%202024-07-16)\n");
      if (i % 100 == 0) {
        log.append("garbage ").append(i).append('\n');
      }
    }
    return log.toString();
  }
}
