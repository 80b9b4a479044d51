package org.truecost.metering.cells;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tables of cells of every kind over one dictionary.
 *
 * <p>A cell's key: {@code time} and a batch; a small number of closed sets and a region; two more
 * dictionary entries. What those are is the business of whoever fills them in.
 *
 * <pre>
 *   k0 = time &lt;&lt; 32 | batch      k1 = small &lt;&lt; 32 | region      k2 = who &lt;&lt; 32 | what
 * </pre>
 *
 * batch, region, who and what are dictionary numbers. Encoded cells carry the entries they name, so
 * that numbers never leave their dictionary.
 */
public final class Cells {
  /** Buckets that cells are sent by: Flink's default maximum parallelism. */
  public static final int BUCKETS = 128;

  /** Encoded cells are cut into pieces of about this size. */
  private static final int PIECE_CELLS = 32 * 1024;

  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int FEW = 4;

  private final Dictionary dictionary;
  private final CellTable[] tables;

  /** Which piece a dictionary entry was last written to, and its number there. */
  private int[] writtenTo = new int[0];

  private int[] numberThere = new int[0];
  private int piece;

  public Cells() {
    dictionary = new Dictionary();
    tables = new CellTable[CellKind.all().size()];
    for (CellKind kind : CellKind.all()) {
      tables[kind.ordinal()] = new CellTable(kind.valueWords());
    }
  }

  /** Tables for the few cells of one line, quickly cleared, over the dictionary of others. */
  Cells(Dictionary dictionary) {
    this.dictionary = dictionary;
    tables = new CellTable[CellKind.all().size()];
    for (CellKind kind : CellKind.all()) {
      tables[kind.ordinal()] = new CellTable(kind.valueWords(), FEW);
    }
  }

  public Dictionary dictionary() {
    return dictionary;
  }

  public CellTable table(CellKind kind) {
    return tables[kind.ordinal()];
  }

  public static long k0(int time, int batch) {
    return (long) time << 32 | batch;
  }

  public static long k1(int small, int region) {
    return (long) small << 32 | region;
  }

  public static long k2(int who, int what) {
    return (long) who << 32 | what;
  }

  /** How many cells there are. */
  public long size() {
    long sum = 0;
    for (CellTable table : tables) {
      sum += table.size();
    }
    return sum;
  }

  /** Memory that all cells and the dictionary need. */
  public long bytes() {
    return dictionary.bytes() + tableBytes();
  }

  /** Memory that all cells need. */
  public long tableBytes() {
    long sum = 0;
    for (CellTable table : tables) {
      sum += table.bytes();
    }
    return sum;
  }

  /** Forgets all cells but keeps the dictionary, to which callers may hold numbers. */
  public void clearTables() {
    for (CellTable table : tables) {
      table.clear();
    }
  }

  /** Forgets everything. Numbers of the dictionary mean nothing any more. */
  public void clear() {
    clearTables();
    dictionary.clear();
  }

  /** Sends all cells, sorted into {@link #BUCKETS} by their key's content. */
  public void sendByBucket(Consumer<EncodedCells> out) {
    for (CellKind kind : CellKind.all()) {
      CellTable table = table(kind);
      if (table.size() == 0) {
        continue;
      }
      int[] places = table.places();
      int[] buckets = new int[places.length];
      int[] starts = new int[BUCKETS + 1];
      for (int i = 0; i < places.length; i++) {
        buckets[i] = bucket(table.words(), places[i]);
        starts[buckets[i] + 1]++;
      }
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        starts[bucket + 1] += starts[bucket];
      }
      int[] sorted = new int[places.length];
      int[] next = Arrays.copyOf(starts, BUCKETS);
      for (int i = 0; i < places.length; i++) {
        sorted[next[buckets[i]]++] = places[i];
      }
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        send(kind, bucket, sorted, starts[bucket], starts[bucket + 1], out);
      }
    }
  }

  /** Sends cells of a kind at {@code places[from, to)} in that order, as bucket {@code bucket}. */
  public void send(
      CellKind kind, int bucket, int[] places, int from, int to, Consumer<EncodedCells> out) {
    for (int start = from; start < to; start += PIECE_CELLS) {
      EncodedCells encoded = new EncodedCells();
      encoded.bucket = bucket;
      encoded.kind = kind.ordinal();
      encoded.cells = encode(kind, places, start, Math.min(to, start + PIECE_CELLS));
      out.accept(encoded);
    }
  }

  /** Adds encoded cells to these. */
  public void merge(EncodedCells encoded) {
    CellKind kind = CellKind.all().get(encoded.kind);
    CellTable table = table(kind);
    byte[] bytes = encoded.cells;
    int entries = (int) INTS.get(bytes, 0);
    int[] numbers = new int[entries + 1];
    int at = dictionary.internAll(bytes, 4, entries, numbers);
    int cells = (int) INTS.get(bytes, at);
    at += 4;
    int valueWords = kind.valueWords();
    Additions additions = new Additions(table, valueWords);
    for (int i = 0; i < cells; i++) {
      long k0 = (long) LONGS.get(bytes, at);
      long k1 = (long) LONGS.get(bytes, at + 8);
      long k2 = (long) LONGS.get(bytes, at + 16);
      at += 24;
      int values =
          additions.put(
              (k0 & HIGH) | numbers[(int) k0],
              (k1 & HIGH) | numbers[(int) k1],
              (long) numbers[(int) (k2 >>> 32)] << 32 | numbers[(int) k2]);
      for (int v = 0; v < valueWords; v++) {
        additions.words()[values + v] = (long) LONGS.get(bytes, at);
        at += 8;
      }
      if (additions.isFull()) {
        merge(additions, kind, table);
      }
    }
    merge(additions, kind, table);
  }

  private static void merge(Additions additions, CellKind kind, CellTable table) {
    additions.touch();
    for (int i = 0; i < additions.size(); i++) {
      int place = additions.find(i);
      kind.merge(table.words(), place, additions.words(), additions.values(i));
    }
    additions.clear();
  }

  /**
   * Encoded cells of {@code before} values each, as cells of {@code after}: the new ones, at the
   * end, are 0.
   */
  public static byte[] widened(byte[] cells, int before, int after) {
    if (before == after) {
      return cells;
    }
    int entries = (int) INTS.get(cells, 0);
    int at = 4;
    for (int i = 0; i < entries; i++) {
      at += 4 + (int) INTS.get(cells, at);
    }
    int count = (int) INTS.get(cells, at);
    at += 4;
    int cellBefore = 8 * (CellTable.KEY_WORDS + before);
    int cellAfter = 8 * (CellTable.KEY_WORDS + after);
    byte[] wider = Arrays.copyOf(cells, at + count * cellAfter);
    Arrays.fill(wider, at, wider.length, (byte) 0);
    for (int i = 0; i < count; i++) {
      System.arraycopy(cells, at + i * cellBefore, wider, at + i * cellAfter, cellBefore);
    }
    return wider;
  }

  private static final long HIGH = 0xFFFF_FFFF_0000_0000L;

  /** Places of all cells of a kind, ordered by partition and, within one, by time. */
  public List<Partition> partitions(CellKind kind, PartitionOf partitionOf) {
    CellTable table = table(kind);
    int[] places = table.places();
    long[] words = table.words();
    int[] partitionOfPlace = new int[places.length];
    Dictionary names = new Dictionary();
    for (int i = 0; i < places.length; i++) {
      long k0 = words[places[i]];
      partitionOfPlace[i] = partitionOf.number((int) (k0 >> 32), (int) k0, names);
    }
    long[] order = new long[places.length];
    List<Partition> partitions = new ArrayList<>();
    for (int number = 1; number <= names.size(); number++) {
      int count = 0;
      for (int i = 0; i < places.length; i++) {
        if (partitionOfPlace[i] == number) {
          order[count++] = (words[places[i]] & HIGH) | i;
        }
      }
      Arrays.sort(order, 0, count);
      int[] sorted = new int[count];
      for (int i = 0; i < count; i++) {
        sorted[i] = places[(int) order[i]];
      }
      partitions.add(new Partition(names.get(number), sorted));
    }
    return partitions;
  }

  /**
   * Cells that belong into one file.
   *
   * @param name whatever the caller interned
   * @param places for {@link #send}
   */
  public record Partition(byte[] name, int[] places) {}

  /** Tells a cell's partition from its time and batch. */
  public interface PartitionOf {
    /** The number of the partition's name, interned in {@code names}. */
    int number(int time, int batch, Dictionary names);
  }

  private int bucket(long[] words, int place) {
    long k0 = words[place];
    long k1 = words[place + 1];
    long k2 = words[place + 2];
    long hash = ByteHash.mix(k0 >>> 32 ^ hash((int) k0), k1 >>> 32 ^ hash((int) k1));
    hash = ByteHash.mix(hash ^ hash((int) (k2 >>> 32)), hash((int) k2));
    return (int) (hash >>> 57);
  }

  private long hash(int id) {
    return id == 0 ? 0 : dictionary.hash(id);
  }

  private byte[] encode(CellKind kind, int[] places, int from, int to) {
    piece++;
    if (writtenTo.length <= dictionary.size()) {
      writtenTo = new int[dictionary.size() * 2];
      numberThere = new int[dictionary.size() * 2];
      piece = 1;
    }
    CellTable table = table(kind);
    long[] words = table.words();
    int[] used = new int[16];
    int entries = 0;
    int entryBytes = 0;
    for (int i = from; i < to; i++) {
      int place = places[i];
      for (int word = 0; word < 4; word++) {
        int id = id(words, place, word);
        if (id != 0 && writtenTo[id] != piece) {
          writtenTo[id] = piece;
          if (entries == used.length) {
            used = Arrays.copyOf(used, entries * 2);
          }
          used[entries++] = id;
          numberThere[id] = entries;
          entryBytes += 4 + dictionary.length(id);
        }
      }
    }
    int valueWords = kind.valueWords();
    byte[] bytes = new byte[8 + entryBytes + (to - from) * 8 * (CellTable.KEY_WORDS + valueWords)];
    INTS.set(bytes, 0, entries);
    int at = 4;
    for (int i = 0; i < entries; i++) {
      int length = dictionary.length(used[i]);
      INTS.set(bytes, at, length);
      dictionary.copyTo(used[i], bytes, at + 4);
      at += 4 + length;
    }
    INTS.set(bytes, at, to - from);
    at += 4;
    for (int i = from; i < to; i++) {
      int place = places[i];
      LONGS.set(bytes, at, (words[place] & HIGH) | there(id(words, place, 0)));
      LONGS.set(bytes, at + 8, (words[place + 1] & HIGH) | there(id(words, place, 1)));
      LONGS.set(
          bytes, at + 16, (long) there(id(words, place, 2)) << 32 | there(id(words, place, 3)));
      at += 24;
      for (int v = 0; v < valueWords; v++) {
        LONGS.set(bytes, at, words[place + CellTable.KEY_WORDS + v]);
        at += 8;
      }
    }
    return bytes;
  }

  private int there(int id) {
    return id == 0 ? 0 : numberThere[id];
  }

  private static int id(long[] words, int place, int word) {
    return switch (word) {
      case 0 -> (int) words[place];
      case 1 -> (int) words[place + 1];
      case 2 -> (int) (words[place + 2] >>> 32);
      default -> (int) words[place + 2];
    };
  }
}
