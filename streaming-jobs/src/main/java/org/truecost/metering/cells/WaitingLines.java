package org.truecost.metering.cells;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Lines whose cells wait until it is known whether the line counts: each with the fingerprint that
 * tells. They leave sorted by fingerprint into {@link Cells#BUCKETS}, so that all deliveries of a
 * line meet in one place; {@link ArrivedLines} reads them there.
 *
 * <pre>
 *   entries: int count, then each int length and bytes       lines: int count, then each
 *   long high, long low, then as numbers of seven bits a byte: time, bytes sent, delay column, delay,
 *   source, ledger time, ledger batch, ledger what, cells, and for each cell: kind, six halves of its key, how many words
 *   are not 0 at the end, and these words
 * </pre>
 */
public final class WaitingLines {
  /** A long of ten groups of seven bits. */
  private static final int MOST_BYTES_OF_LONG = 10;

  private final Dictionary dictionary;
  private final Cells line;

  /** Lines by bucket, still with the numbers of {@link #dictionary}. */
  private final long[][] waiting = new long[Cells.BUCKETS][];

  private final int[] sizes = new int[Cells.BUCKETS];
  private final int[] lines = new int[Cells.BUCKETS];
  private long words;

  private int[] writtenTo = new int[0];
  private int[] numberThere = new int[0];
  private int piece;

  private byte[] out = new byte[1 << 12];
  private int at;

  /**
   * @param dictionary whose numbers the cells have
   */
  public WaitingLines(Dictionary dictionary) {
    this.dictionary = dictionary;
    this.line = new Cells(dictionary);
  }

  /** Where the cells of the next line are put. */
  public Cells line() {
    return line;
  }

  /** The bucket of a fingerprint. */
  public static int bucket(long high) {
    return (int) (high >>> 57);
  }

  /**
   * Puts a line with the cells that are in {@link #line()}, and clears these.
   *
   * @param high upper half of its fingerprint
   * @param low lower half
   * @param timeMicros when it happened
   * @param bytesSent what it adds to its file's bytes
   * @param delayColumn 0 if nobody knows how long it took to arrive, else 1 for the first of the
   *     ledger's counts of delays, and so on
   * @param delayMicros how long it took
   * @param source number of its source's id
   * @param ledgerK0 first key of its file's ledger cell
   * @param ledgerWhat number of its file in the ledger
   */
  public void put(
      long high,
      long low,
      long timeMicros,
      long bytesSent,
      int delayColumn,
      long delayMicros,
      int source,
      long ledgerK0,
      int ledgerWhat) {
    int bucket = bucket(high);
    int start = sizes[bucket];
    append(bucket, high);
    append(bucket, low);
    append(bucket, timeMicros);
    append(bucket, bytesSent);
    append(bucket, delayColumn);
    append(bucket, delayMicros);
    append(bucket, source);
    append(bucket, ledgerK0);
    append(bucket, ledgerWhat);
    int countAt = sizes[bucket];
    append(bucket, 0);
    int count = 0;
    for (CellKind kind : CellKind.all()) {
      CellTable table = line.table(kind);
      if (table.size() == 0) {
        continue;
      }
      for (int place : table.places()) {
        long[] w = table.words();
        int used = kind.valueWords();
        while (used > 0 && w[place + CellTable.KEY_WORDS + used - 1] == 0) {
          used--;
        }
        append(bucket, (long) kind.ordinal() << 32 | used);
        for (int i = 0; i < CellTable.KEY_WORDS + used; i++) {
          append(bucket, w[place + i]);
        }
        count++;
      }
    }
    line.clearTables();
    waiting[bucket][countAt] = count;
    lines[bucket]++;
    words += sizes[bucket] - start;
  }

  /** Memory that the lines need. */
  public long bytes() {
    return 8 * words;
  }

  /** Sends all lines. */
  public void send(Consumer<EncodedCells> target) {
    if (words == 0) {
      return;
    }
    for (int bucket = 0; bucket < Cells.BUCKETS; bucket++) {
      if (lines[bucket] > 0) {
        EncodedCells encoded = new EncodedCells();
        encoded.kind = EncodedCells.LINES;
        encoded.bucket = bucket;
        encoded.cells = encode(waiting[bucket], sizes[bucket], lines[bucket]);
        target.accept(encoded);
        sizes[bucket] = 0;
        lines[bucket] = 0;
      }
    }
    words = 0;
  }

  private void append(int bucket, long word) {
    long[] target = waiting[bucket];
    if (target == null) {
      target = new long[64];
      waiting[bucket] = target;
    } else if (sizes[bucket] == target.length) {
      target = Arrays.copyOf(target, target.length * 2);
      waiting[bucket] = target;
    }
    target[sizes[bucket]++] = word;
  }

  private byte[] encode(long[] from, int size, int count) {
    piece++;
    if (writtenTo.length <= dictionary.size()) {
      writtenTo = new int[dictionary.size() * 2];
      numberThere = new int[dictionary.size() * 2];
      piece = 1;
    }
    at = 0;
    room(4);
    at = 4;
    int entries = 0;
    for (int i = 0; i < size; ) {
      entries = entry((int) from[i + 6], entries);
      entries = entry((int) from[i + 7], entries);
      entries = entry((int) from[i + 8], entries);
      long cells = from[i + 9];
      i += 10;
      for (; cells > 0; cells--) {
        entries = entry((int) from[i + 1], entries);
        entries = entry((int) from[i + 2], entries);
        entries = entry((int) (from[i + 3] >>> 32), entries);
        entries = entry((int) from[i + 3], entries);
        i += 1 + CellTable.KEY_WORDS + (int) from[i];
      }
    }
    room(4);
    setInt(at, count);
    at += 4;
    setInt(0, entries);
    for (int i = 0; i < size; ) {
      fixed(from[i]);
      fixed(from[i + 1]);
      number(from[i + 2]);
      number(from[i + 3]);
      number(from[i + 4]);
      number(from[i + 5]);
      number(there((int) from[i + 6]));
      number(from[i + 7] >>> 32);
      number(there((int) from[i + 7]));
      number(there((int) from[i + 8]));
      long cells = from[i + 9];
      number(cells);
      i += 10;
      for (; cells > 0; cells--) {
        int used = (int) from[i];
        number(from[i] >>> 32);
        number(from[i + 1] >>> 32);
        number(there((int) from[i + 1]));
        number(from[i + 2] >>> 32);
        number(there((int) from[i + 2]));
        number(there((int) (from[i + 3] >>> 32)));
        number(there((int) from[i + 3]));
        number(used);
        i += 1 + CellTable.KEY_WORDS;
        for (int word = 0; word < used; word++) {
          number(from[i++]);
        }
      }
    }
    return Arrays.copyOf(out, at);
  }

  private int entry(int id, int entries) {
    if (id == 0 || writtenTo[id] == piece) {
      return entries;
    }
    writtenTo[id] = piece;
    numberThere[id] = entries + 1;
    int length = dictionary.length(id);
    room(4 + length);
    setInt(at, length);
    dictionary.copyTo(id, out, at + 4);
    at += 4 + length;
    return entries + 1;
  }

  private int there(int id) {
    return id == 0 ? 0 : numberThere[id];
  }

  private void setInt(int place, int value) {
    Cells.INTS.set(out, place, value);
  }

  private void fixed(long value) {
    room(8);
    Cells.LONGS.set(out, at, value);
    at += 8;
  }

  private void number(long value) {
    room(MOST_BYTES_OF_LONG);
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out[at++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    out[at++] = (byte) left;
  }

  private void room(int more) {
    if (out.length - at < more) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, at + more));
    }
  }
}
