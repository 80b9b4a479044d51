package org.truecost.ingest.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The keys that a format reads at one level of a JSON object, found by their bytes without making a
 * string: an open-addressing table over a key's length, its first and its last eight bytes. The
 * hash's factor is searched once, so that no two known keys meet where that can be had.
 */
final class JsonKeys {
  /** Eight bytes at once, the first in the lowest bits. */
  static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int NONE = -1;

  private final List<byte[]> keys = new ArrayList<>();
  private final List<JsonKeys> children = new ArrayList<>();
  private final List<Integer> slots = new ArrayList<>();

  /** The keys as they last followed each other: lines of one log have them in one order. */
  private final Order order = new Order();

  private int shift;
  private long factor;
  private byte[][] keyAt;
  private long[] firstAt;
  private long[] lastAt;
  private int[] slotAt;
  private JsonKeys[] childAt;

  /** Slots at and below this level: what a repeated key forgets. */
  private int[] slotsBelow;

  private JsonKeys() {}

  /**
   * @param paths keys, dots descend; the path at index {@code i} fills slot {@code i}
   */
  static JsonKeys of(List<String> paths) {
    JsonKeys root = new JsonKeys();
    for (int slot = 0; slot < paths.size(); slot++) {
      root.add(paths.get(slot), slot);
    }
    root.freeze();
    return root;
  }

  private void add(String path, int slot) {
    int dot = path.indexOf('.');
    byte[] key = (dot < 0 ? path : path.substring(0, dot)).getBytes(StandardCharsets.UTF_8);
    int index = indexOf(key);
    if (index < 0) {
      index = keys.size();
      keys.add(key);
      children.add(null);
      slots.add(NONE);
    }
    if (dot < 0) {
      if (slots.get(index) != NONE) {
        throw new IllegalArgumentException("The field is named twice: " + path);
      }
      slots.set(index, slot);
      return;
    }
    if (children.get(index) == null) {
      children.set(index, new JsonKeys());
    }
    children.get(index).add(path.substring(dot + 1), slot);
  }

  private int indexOf(byte[] key) {
    for (int i = 0; i < keys.size(); i++) {
      if (Arrays.equals(keys.get(i), key)) {
        return i;
      }
    }
    return -1;
  }

  private void freeze() {
    int bits = 2;
    while (1 << bits < 4 * keys.size()) {
      bits++;
    }
    shift = 64 - bits;
    factor = bestFactor(1 << bits);
    int size = 1 << bits;
    keyAt = new byte[size][];
    firstAt = new long[size];
    lastAt = new long[size];
    slotAt = new int[size];
    childAt = new JsonKeys[size];
    List<Integer> below = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      int at = position(first(key, 0, key.length), last(key, 0, key.length), key.length);
      while (keyAt[at] != null) {
        at = at + 1 & size - 1;
      }
      keyAt[at] = key;
      firstAt[at] = first(key, 0, key.length);
      lastAt[at] = last(key, 0, key.length);
      slotAt[at] = slots.get(i);
      childAt[at] = children.get(i);
      if (slots.get(i) != NONE) {
        below.add(slots.get(i));
      }
      if (children.get(i) != null) {
        children.get(i).freeze();
        for (int slot : children.get(i).slotsBelow) {
          below.add(slot);
        }
      }
    }
    slotsBelow = below.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A factor without collisions; if a thousand tries find none, linear probing does the rest. */
  private long bestFactor(int size) {
    long candidate = 0x9E3779B97F4A7C15L;
    for (int attempt = 0; attempt < 1_000; attempt++) {
      factor = candidate;
      List<Integer> positions = new ArrayList<>();
      for (byte[] key : keys) {
        positions.add(
            position(first(key, 0, key.length), last(key, 0, key.length), key.length) & size - 1);
      }
      if (positions.stream().allMatch(p -> Collections.frequency(positions, p) == 1)) {
        return candidate;
      }
      candidate = candidate * 6364136223846793005L + 1442695040888963407L | 1;
    }
    return 0x9E3779B97F4A7C15L;
  }

  private int position(long first, long last, int length) {
    return (int) ((first + Long.rotateLeft(last, 29) + length) * factor >>> shift);
  }

  /**
   * The table's place of the key {@code bytes[from, to)}, negative if it is unknown.
   *
   * @param first its first eight bytes, zero-padded
   */
  int find(byte[] bytes, int from, int to, long first) {
    int length = to - from;
    long last = length > 8 ? (long) WORD.get(bytes, to - 8) : first;
    int at = position(first, last, length);
    while (true) {
      byte[] key = keyAt[at];
      if (key == null) {
        return NONE;
      }
      if (firstAt[at] == first
          && lastAt[at] == last
          && key.length == length
          && (length <= 16 || Arrays.equals(key, 8, length - 8, bytes, from + 8, to - 8))) {
        return at;
      }
      at = at + 1 & keyAt.length - 1;
    }
  }

  Order order() {
    return order;
  }

  int slot(int place) {
    return slotAt[place];
  }

  /** The level below a key, null if the format reads nothing in there. */
  JsonKeys child(int place) {
    return childAt[place];
  }

  int[] slotsBelow() {
    return slotsBelow;
  }

  /** The first eight bytes of {@code bytes[from, to)}, zero-padded. */
  static long first(byte[] bytes, int from, int to) {
    if (to - from >= 8) {
      return (long) WORD.get(bytes, from);
    }
    long word = 0;
    for (int i = to - 1; i >= from; i--) {
      word = word << 8 | (bytes[i] & 0xFF);
    }
    return word;
  }

  private static long last(byte[] key, int from, int to) {
    return to - from > 8 ? (long) WORD.get(key, to - 8) : first(key, from, to);
  }

  /**
   * Which key came first, second, … in an object, known to the format or not. Where the next line
   * has the same key in the same place, comparing the two takes the place of searching for its end
   * and looking it up.
   */
  static final class Order {
    /** More keys of one object are not remembered. */
    private static final int MOST = 64;

    /** A log in which keys come and go teaches no order: stop learning some day. */
    private int lessons = 4 * MOST;

    private final int[] lengths = new int[MOST];
    private final long[] firsts = new long[MOST];
    private final long[] masks = new long[MOST];
    private final long[] lasts = new long[MOST];
    private final byte[][] keys = new byte[MOST][];
    private final int[] places = new int[MOST];

    /**
     * Whether the string that starts at {@code from} is the key that came at {@code index} before.
     *
     * @param to end of the line
     */
    boolean isNext(int index, byte[] bytes, int from, int to) {
      if (index >= MOST) {
        return false;
      }
      int length = lengths[index];
      if (length == 0 || from + length + 8 > to) {
        return false;
      }
      long word = (long) WORD.get(bytes, from);
      if ((word & masks[index]) != firsts[index]) {
        return false;
      }
      if (length < 8) {
        return true;
      }
      int end = from + length;
      return bytes[end] == '"'
          && (long) WORD.get(bytes, end - 8) == lasts[index]
          && (length <= 16 || Arrays.equals(keys[index], 8, length - 8, bytes, from + 8, end - 8));
    }

    /** The length of the key at {@code index}. */
    int length(int index) {
      return lengths[index];
    }

    /** What {@link JsonKeys#find} says of the key at {@code index}. */
    int place(int index) {
      return places[index];
    }

    /** The key {@code bytes[from, to)}, which has no escapes, came at {@code index}. */
    void learn(int index, byte[] bytes, int from, int to, int place) {
      if (index >= MOST || from == to || lessons == 0) {
        return;
      }
      lessons--;
      byte[] key = Arrays.copyOfRange(bytes, from, to);
      int length = key.length;
      keys[index] = key;
      lengths[index] = length;
      places[index] = place;
      if (length < 8) {
        // With the quote behind it.
        masks[index] = length == 7 ? -1L : (1L << (length + 1 << 3)) - 1;
        firsts[index] = first(key, 0, length) | (long) '"' << (length << 3);
      } else {
        masks[index] = -1L;
        firsts[index] = first(key, 0, length);
        lasts[index] = JsonKeys.last(key, 0, length);
      }
    }
  }
}
