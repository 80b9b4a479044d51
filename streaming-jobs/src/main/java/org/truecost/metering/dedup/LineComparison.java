package org.truecost.metering.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.truecost.metering.cells.ArrivedLines;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Text;
import org.truecost.source.Deduplication;

/**
 * Compares lines with those before them, and adds up those that count. The ledger is told the fate
 * of each. Not thread-safe.
 */
public final class LineComparison {
  private final Map<String, Deduplication> sources;
  private final long mostBytes;
  private final Cells counted = new Cells();

  /** Bucket to source to what is remembered of it; sorted, so that it is always sent in order. */
  private final TreeMap<Integer, TreeMap<String, Fingerprints>> remembered = new TreeMap<>();

  /** Source by its number in the dictionary. */
  private final Map<Integer, String> names = new HashMap<>();

  /**
   * @param sources how each source's lines are compared
   * @param mostBytes memory of the cells of lines that count, beside that of fingerprints
   */
  public LineComparison(Map<String, Deduplication> sources, long mostBytes) {
    this.sources = new TreeMap<>(sources);
    this.mostBytes = mostBytes;
  }

  /** Takes lines. Cells are sent to {@code out} when memory asks for it. */
  public void take(EncodedCells lines, Consumer<EncodedCells> out) {
    ArrivedLines arrived = new ArrivedLines(lines, counted);
    Map<String, Fingerprints> ofBucket =
        remembered.computeIfAbsent(lines.bucket, none -> new TreeMap<>());
    int source = 0;
    Fingerprints fingerprints = null;
    while (arrived.next()) {
      if (arrived.source() != source) {
        source = arrived.source();
        String name = names.computeIfAbsent(source, this::nameOf);
        fingerprints = ofBucket.computeIfAbsent(name, this::none);
      }
      Verdict verdict = fingerprints.add(arrived.high(), arrived.low(), arrived.timeMicros());
      if (verdict == Verdict.DUPLICATE) {
        arrived.drop();
        arrived.ledgerDuplicate();
      } else {
        arrived.count();
        arrived.ledgerCounted(verdict == Verdict.LATE ? 1 : 0, verdict == Verdict.EVICTED ? 1 : 0);
      }
    }
    if (counted.bytes() > mostBytes) {
      flush(out);
    }
  }

  /** Sends the cells of all lines that count. */
  public void flush(Consumer<EncodedCells> out) {
    counted.sendByBucket(out);
    counted.clear();
    names.clear();
  }

  /** Forgets what lies behind the horizon. */
  public void forget() {
    remembered.values().forEach(of -> of.values().forEach(Fingerprints::forget));
  }

  /** Memory that fingerprints of a source occupy. */
  public long bytes(String source) {
    return remembered.values().stream()
        .filter(of -> of.containsKey(source))
        .mapToLong(of -> of.get(source).bytes())
        .sum();
  }

  /** Sends what is remembered, a piece for each source and bucket. */
  public void send(Consumer<EncodedCells> out) {
    remembered.forEach(
        (bucket, of) ->
            of.forEach(
                (source, fingerprints) -> {
                  if (!fingerprints.isEmpty()) {
                    EncodedCells piece = new EncodedCells();
                    piece.kind = EncodedCells.FINGERPRINTS;
                    piece.bucket = bucket;
                    piece.cells = encode(bucket, source, fingerprints);
                    out.accept(piece);
                  }
                }));
  }

  /** The bucket of a piece that {@link #send} sent. */
  public static int bucketOf(byte[] piece) throws IOException {
    return new DataInputStream(new ByteArrayInputStream(piece)).readInt();
  }

  /** The source of a piece that {@link #send} sent. */
  public static String sourceOf(byte[] piece) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(piece));
    in.readInt();
    return in.readUTF();
  }

  /**
   * Remembers what a piece says. One of a source that does not compare its lines any more is passed
   * over.
   *
   * @throws IOException if it was written by a newer version
   */
  public void remember(byte[] piece) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(piece));
    int bucket = in.readInt();
    String source = in.readUTF();
    if (sources.containsKey(source)) {
      remembered
          .computeIfAbsent(bucket, none -> new TreeMap<>())
          .computeIfAbsent(source, this::none)
          .read(in);
    }
  }

  private static byte[] encode(int bucket, String source, Fingerprints fingerprints) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeInt(bucket);
      out.writeUTF(source);
      fingerprints.write(out);
    } catch (IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private Fingerprints none(String source) {
    Deduplication deduplication = sources.get(source);
    return new Fingerprints(deduplication, deduplication.memoryBytes() / Cells.BUCKETS);
  }

  private String nameOf(int number) {
    byte[] id = counted.dictionary().get(number);
    return new String(Text.split(id, 0, id.length).get(0), UTF_8);
  }
}
