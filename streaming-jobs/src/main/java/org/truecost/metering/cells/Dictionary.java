package org.truecost.metering.cells;

import java.util.Arrays;

/**
 * Byte strings to small numbers, counting up from 1. Number 0 is "none".
 *
 * <p>Bytes lie in one array, so that a million entries are three objects. It never shrinks by
 * itself: whoever owns it watches {@link #bytes()} and clears it, since strangers choose what is
 * interned.
 */
public final class Dictionary {
  private byte[] arena = new byte[1 << 12];
  private int[] ends = new int[1 << 8];
  private long[] hashes = new long[1 << 8];
  private int[] slots = new int[1 << 9];
  private int size;

  /** The number of {@code bytes[from, to)}, which is copied if it is new. */
  public int intern(byte[] bytes, int from, int to) {
    long hash = ByteHash.of(bytes, from, to);
    int mask = slots.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (slots[slot] != 0) {
      int id = slots[slot];
      if (hashes[id] == hash && Arrays.equals(arena, start(id), ends[id], bytes, from, to)) {
        return id;
      }
      slot = (slot + 1) & mask;
    }
    return insert(bytes, from, to, hash, slot);
  }

  /** The number of {@code bytes}, which are copied if they are new. */
  public int intern(byte[] bytes) {
    return intern(bytes, 0, bytes.length);
  }

  /** How many byte strings there are; the newest has this number. */
  public int size() {
    return size;
  }

  /** A copy of the byte string with number {@code id}. */
  public byte[] get(int id) {
    return Arrays.copyOfRange(arena, start(id), ends[id]);
  }

  /** Memory it occupies, roughly. */
  public long bytes() {
    return arena.length + 12L * ends.length + 4L * slots.length;
  }

  /** Forgets everything and gives its memory back. */
  public void clear() {
    arena = new byte[1 << 12];
    ends = new int[1 << 8];
    hashes = new long[1 << 8];
    slots = new int[1 << 9];
    size = 0;
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
    slots[slot] = id;
    if (size > slots.length / 2) {
      rehash();
    }
    return id;
  }

  private void rehash() {
    int[] larger = new int[slots.length * 2];
    int mask = larger.length - 1;
    for (int id = 1; id <= size; id++) {
      int slot = (int) (hashes[id] >>> 32) & mask;
      while (larger[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      larger[slot] = id;
    }
    slots = larger;
  }
}
