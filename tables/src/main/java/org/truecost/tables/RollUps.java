package org.truecost.tables;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Which files of a derived table still say what the files they were made from say.
 *
 * <p>A derived file carries in its name a digest of its origin: the compacted files of the same
 * partition, and the live revision of each of their batches. A commit that has another origin for
 * that partition, because a batch was restated or the files were replaced, makes the derived file
 * stale, whoever wrote that commit and whatever it knew of derived tables. Files that were
 * published since are no part of the origin: their rows are added.
 */
public final class RollUps {
  private static final String DERIVED = "derived-";
  private static final int DIGEST_CHARACTERS = 32;

  /** Part of a table: files of different partitions share no row. */
  public record Partition(String registry, String month) {
    public static Partition of(DataFile file) {
      return new Partition(file.registry(), file.month());
    }
  }

  /**
   * What to read.
   *
   * @param derived files of the derived table that hold all rows of their origins
   * @param base files of the base table whose rows are in none of those
   */
  public record Split(List<DataFile> derived, List<DataFile> base) {
    public Split {
      derived = List.copyOf(derived);
      base = List.copyOf(base);
    }
  }

  private RollUps() {}

  /** How to read all rows of {@code base} in {@code commit}, as many as can be from roll-ups. */
  public static Split split(Commit commit, TableSchema derived, TableSchema base) {
    Map<Partition, List<DataFile>> rollUps = partitions(commit.files(derived));
    List<DataFile> current = new ArrayList<>();
    List<DataFile> others = new ArrayList<>();
    partitions(commit.files(base))
        .forEach(
            (partition, files) -> {
              List<DataFile> made = rollUps.getOrDefault(partition, List.of());
              boolean holds = isDerivedFrom(made, files, commit.revisions());
              current.addAll(holds ? made : List.of());
              files.stream().filter(file -> !holds || !file.compacted()).forEach(others::add);
            });
    return new Split(current, others);
  }

  /**
   * Whether {@code derived}, all files of a derived table's partition, hold exactly the rows of the
   * compacted files among {@code base}, all files of that partition of the base table.
   */
  public static boolean isDerivedFrom(
      List<DataFile> derived, List<DataFile> base, Map<String, Long> revisions) {
    String name = DERIVED + origin(base, revisions) + "-";
    return !derived.isEmpty()
        && derived.stream().allMatch(file -> file.path().startsWith(name, file.nameStart()));
  }

  /** A new name for a file derived from the compacted ones of {@code base}. */
  public static String fileName(List<DataFile> base, Map<String, Long> revisions) {
    return DERIVED + origin(base, revisions) + "-" + UUID.randomUUID() + ".parquet";
  }

  /** Files by partition, in a fixed order. */
  public static Map<Partition, List<DataFile>> partitions(List<DataFile> files) {
    Map<Partition, List<DataFile>> partitions =
        new TreeMap<>(
            java.util.Comparator.comparing(Partition::registry).thenComparing(Partition::month));
    for (DataFile file : files) {
      partitions.computeIfAbsent(Partition.of(file), none -> new ArrayList<>()).add(file);
    }
    return partitions;
  }

  private static String origin(List<DataFile> base, Map<String, Long> revisions) {
    TreeSet<String> files = new TreeSet<>();
    TreeMap<String, Long> batches = new TreeMap<>();
    for (DataFile file : base) {
      if (file.compacted()) {
        files.add(file.path());
        file.batches().forEach(batch -> batches.put(batch, revisions.getOrDefault(batch, 1L)));
      }
    }
    MessageDigest digest = sha256();
    files.forEach(path -> add(digest, path));
    batches.forEach((batch, revision) -> add(digest, revision + " " + batch));
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGEST_CHARACTERS);
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has SHA-256", impossible);
    }
  }
}
