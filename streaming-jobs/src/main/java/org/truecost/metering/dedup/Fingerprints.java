package org.truecost.metering.dedup;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.truecost.source.Deduplication;

/**
 * Fingerprints of the lines of one source that counted, of one bucket, by slices of event time. Two
 * deliveries of a line have the same event time, so only one slice is ever looked at.
 *
 * <p>What is decided here depends on the lines of this bucket alone, and on nothing that is shared
 * with others: so the number of subtasks makes no difference. If memory runs short, the oldest
 * slice goes. What lies behind the horizon goes only in {@link #forget}, since files come in any
 * order.
 */
final class Fingerprints {
  private static final int VERSION = 1;
  private static final long MINUTE_MICROS = 60_000_000L;

  /** Minutes of a slice: each divides the next, so slices can be joined. */
  private static final int[] SLICE_MINUTES = {1, 5, 10, 30, 60, 360, 1_440};

  /** At least so many slices to a horizon, so that a forgotten one is a small part of it. */
  private static final int SLICES = 6;

  private static final long NONE = Long.MIN_VALUE;

  private final long horizonMicros;
  private final long sliceMicros;
  private final long capBytes;
  private final TreeMap<Long, FingerprintSet> slices = new TreeMap<>();
  private long bytes;
  private long newestMicros = NONE;

  /** Slices before this one were forgotten: they lie behind the horizon. */
  private long firstKept = NONE;

  /** Slices before this one were forgotten, for lack of memory. */
  private long firstNotEvicted = NONE;

  private long lastSlice = NONE;
  private FingerprintSet lastSet;

  /**
   * @param capBytes this bucket's share of the source's memory
   */
  Fingerprints(Deduplication deduplication, long capBytes) {
    this.horizonMicros = deduplication.horizon().toMillis() * 1_000;
    this.capBytes = capBytes;
    this.sliceMicros = sliceMinutes(horizonMicros) * MINUTE_MICROS;
  }

  /** Compares a line with those before it, and remembers it. */
  Verdict add(long high, long low, long timeMicros) {
    newestMicros = Math.max(newestMicros, timeMicros);
    long slice = Math.floorDiv(timeMicros, sliceMicros);
    boolean late = slice < firstKept;
    if (slice < firstNotEvicted) {
      return late ? Verdict.LATE : Verdict.EVICTED;
    }
    if (slice != lastSlice || lastSet == null) {
      lastSlice = slice;
      lastSet = slices.get(slice);
      if (lastSet == null) {
        lastSet = new FingerprintSet();
        slices.put(slice, lastSet);
        bytes += lastSet.bytes();
      }
    }
    long before = lastSet.bytes();
    if (!lastSet.add(high, low)) {
      return Verdict.DUPLICATE;
    }
    bytes += lastSet.bytes() - before;
    evict();
    return late ? Verdict.LATE : Verdict.FIRST;
  }

  /** Forgets what lies more than the horizon behind the newest line. */
  void forget() {
    if (newestMicros != NONE) {
      firstKept = Math.max(firstKept, Math.floorDiv(newestMicros - horizonMicros, sliceMicros));
      dropBefore(firstKept);
    }
  }

  /** Memory that it occupies. */
  long bytes() {
    return bytes;
  }

  /** Whether it has never met a line. */
  boolean isEmpty() {
    return newestMicros == NONE;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(sliceMicros);
    out.writeLong(newestMicros);
    out.writeLong(firstKept);
    out.writeLong(firstNotEvicted);
    out.writeInt(slices.size());
    for (Map.Entry<Long, FingerprintSet> slice : slices.entrySet()) {
      out.writeLong(slice.getKey());
      FingerprintSet set = slice.getValue();
      out.writeInt(set.size());
      long[] halves = new long[2 * set.size()];
      int[] next = {0};
      set.forEach(half -> halves[next[0]++] = half);
      for (long half : halves) {
        out.writeLong(half);
      }
    }
  }

  /**
   * Takes what {@link #write} wrote, perhaps under another horizon or memory: shorter slices are
   * joined to longer ones. Longer ones cannot be cut, so they are forgotten, and lines of their
   * time are late.
   *
   * @throws IOException if it was written by a newer version
   */
  void read(DataInputStream in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "The fingerprints are of version "
              + version
              + "; this Truecost reads version "
              + VERSION
              + ". Start the Truecost that wrote them, or a newer one.");
    }
    long writtenMicros = in.readLong();
    newestMicros = Math.max(newestMicros, in.readLong());
    boolean joins = sliceMicros % writtenMicros == 0;
    long kept = in.readLong();
    long notEvicted = in.readLong();
    if (joins) {
      firstKept = Math.max(firstKept, joined(kept, writtenMicros));
      firstNotEvicted = Math.max(firstNotEvicted, joined(notEvicted, writtenMicros));
    } else if (newestMicros != NONE) {
      firstKept = Math.max(firstKept, Math.floorDiv(newestMicros, sliceMicros) + 1);
    }
    for (int left = in.readInt(); left > 0; left--) {
      long time = in.readLong() * writtenMicros;
      for (int hashes = in.readInt(); hashes > 0; hashes--) {
        long high = in.readLong();
        long low = in.readLong();
        if (joins) {
          add(high, low, time);
        }
      }
    }
  }

  /** The first slice of which nothing was forgotten. */
  private long joined(long slice, long writtenMicros) {
    return slice == NONE ? NONE : -Math.floorDiv(-slice * writtenMicros, sliceMicros);
  }

  private void evict() {
    while (bytes > capBytes) {
      long oldest = slices.firstKey();
      firstNotEvicted = oldest + 1;
      dropBefore(firstNotEvicted);
    }
  }

  private void dropBefore(long first) {
    while (!slices.isEmpty() && slices.firstKey() < first) {
      bytes -= slices.pollFirstEntry().getValue().bytes();
      lastSet = null;
    }
  }

  private static long sliceMinutes(long horizonMicros) {
    long most = horizonMicros / MINUTE_MICROS / SLICES;
    int minutes = SLICE_MINUTES[0];
    for (int longer : SLICE_MINUTES) {
      minutes = longer <= most ? longer : minutes;
    }
    return minutes;
  }
}
