package org.truecost.metering.cells;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Byte strings to small numbers, counting up from 1. Number 0 is "none".
 *
 * <p>Bytes lie in one array, so that a million entries are three objects. It never shrinks by
 * itself: whoever owns it watches {@link #bytes()} and clears it, since strangers choose what is
 * interned.
 */
public final class Dictionary {
  /** Longs of a slot: hash; number and length; place. Together, so that a look costs one miss. */
  private static final int SLOT_WORDS = 3;

  private static final int FIRST_SLOTS = 1 << 9;

  private static final int GROUP = 48;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] arena = new byte[1 << 12];
  private int[] ends = new int[FIRST_SLOTS / 2];
  private long[] hashes = new long[FIRST_SLOTS / 2];
  private long[] slots = new long[FIRST_SLOTS * SLOT_WORDS];
  private int slotCount = FIRST_SLOTS;
  private int size;

  private final int[] groupStarts = new int[GROUP];
  private final long[] groupHashes = new long[GROUP];

  /** Keeps the compiler from leaving out loads of which nothing is used. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  private int generation;

  /** The number of {@code bytes[from, to)}, which is copied if it is new. */
  public int intern(byte[] bytes, int from, int to) {
    return intern(bytes, from, to, ByteHash.of(bytes, from, to));
  }

  private int intern(byte[] bytes, int from, int to, long hash) {
    int slot = firstSlot(hash);
    long[] s = slots;
    while (s[slot + 1] != 0) {
      if (s[slot] == hash && (int) s[slot + 1] == to - from) {
        int start = (int) s[slot + 2];
        if (Arrays.equals(arena, start, start + to - from, bytes, from, to)) {
          return (int) (s[slot + 1] >>> 32);
        }
      }
      slot += SLOT_WORDS;
      if (slot == s.length) {
        slot = 0;
      }
    }
    return insert(bytes, from, to, hash, slot);
  }

  /**
   * The numbers of many byte strings, each behind its length in four bytes, the lowest first.
   *
   * <p>Looked up one by one, each would wait for memory; so the slots of a few dozen are read
   * first, then what these point to.
   *
   * @param at where the first one's length is
   * @param numbers gets their numbers, from index 1
   * @return the place behind the last one
   */
  int internAll(byte[] bytes, int at, int count, int[] numbers) {
    for (int from = 0; from < count; from += GROUP) {
      int group = Math.min(GROUP, count - from);
      long sum = 0;
      for (int i = 0; i < group; i++) {
        int length = (int) INTS.get(bytes, at);
        groupStarts[i] = at + 4;
        at += 4 + length;
        groupHashes[i] = ByteHash.of(bytes, at - length, at);
        sum += slots[firstSlot(groupHashes[i]) + 1];
      }
      for (int i = 0; i < group; i++) {
        sum += arena[(int) slots[firstSlot(groupHashes[i]) + 2]];
      }
      seen = sum;
      for (int i = 0; i < group; i++) {
        int to = i + 1 < group ? groupStarts[i + 1] - 4 : at;
        numbers[1 + from + i] = intern(bytes, groupStarts[i], to, groupHashes[i]);
      }
    }
    return at;
  }

  /** The number of {@code bytes}, which are copied if they are new. */
  public int intern(byte[] bytes) {
    return intern(bytes, 0, bytes.length);
  }

  /** How many byte strings there are; the newest has this number. */
  public int size() {
    return size;
  }

  /** Changes when it is cleared: numbers of an earlier generation mean nothing any more. */
  public int generation() {
    return generation;
  }

  /** A copy of the byte string with number {@code id}. */
  public byte[] get(int id) {
    return Arrays.copyOfRange(arena, start(id), ends[id]);
  }

  /** Memory it occupies, roughly. */
  public long bytes() {
    return arena.length + 12L * ends.length + 8L * slots.length;
  }

  /** Forgets everything and gives its memory back. */
  public void clear() {
    arena = new byte[1 << 12];
    ends = new int[FIRST_SLOTS / 2];
    hashes = new long[FIRST_SLOTS / 2];
    slots = new long[FIRST_SLOTS * SLOT_WORDS];
    slotCount = FIRST_SLOTS;
    size = 0;
    generation++;
  }

  /** The content's hash: equal content has an equal one in every dictionary. */
  long hash(int id) {
    return hashes[id];
  }

  int length(int id) {
    return ends[id] - start(id);
  }

  void copyTo(int id, byte[] target, int at) {
    System.arraycopy(arena, start(id), target, at, length(id));
  }

  private int start(int id) {
    return ends[id - 1];
  }

  private int insert(byte[] bytes, int from, int to, long hash, int slot) {
    int id = ++size;
    if (id == ends.length) {
      ends = Arrays.copyOf(ends, ends.length * 2);
      hashes = Arrays.copyOf(hashes, hashes.length * 2);
    }
    int start = start(id);
    int length = to - from;
    if (arena.length - start < length) {
      long wanted = Math.max(arena.length * 2L, (long) start + length);
      arena = Arrays.copyOf(arena, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
    }
    System.arraycopy(bytes, from, arena, start, length);
    ends[id] = start + length;
    hashes[id] = hash;
    fill(slots, slot, id);
    if (size > slotCount / 2) {
      rehash();
    }
    return id;
  }

  private void rehash() {
    slotCount *= 2;
    long[] larger = new long[slotCount * SLOT_WORDS];
    for (int id = 1; id <= size; id++) {
      int slot = firstSlot(hashes[id]);
      while (larger[slot + 1] != 0) {
        slot += SLOT_WORDS;
        if (slot == larger.length) {
          slot = 0;
        }
      }
      fill(larger, slot, id);
    }
    slots = larger;
  }

  private void fill(long[] table, int slot, int id) {
    table[slot] = hashes[id];
    table[slot + 1] = (long) id << 32 | length(id);
    table[slot + 2] = start(id);
  }

  private int firstSlot(long hash) {
    return (int) (hash >>> 32 & (slotCount - 1)) * SLOT_WORDS;
  }
}
