package org.truecost.metering;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;

/**
 * What two deliveries of a log line have in common and two requests have not: request id, time,
 * path with query, bytes, and whether the CDN talked to itself; as 128 bits that tell none of them.
 *
 * <p>Keyed, since some CDNs log ids that clients send, and paths anyway: who could make two
 * requests of one fingerprint would not be billed for the second. Both deliveries have the same
 * time, hence the same day and key.
 */
final class LineFingerprint {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] text = new byte[256];
  private final long[] hash = new long[2];

  /** Works out the fingerprint of {@code request} under the key of its day. */
  void of(LogRequest request, SipHash key) {
    LONGS.set(text, 0, request.timeMicros);
    LONGS.set(text, 8, request.bytesSent);
    text[16] = (byte) (request.cdnInternal ? 1 : 0);
    int at = add(request.requestId, 17);
    at = add(request.target, at);
    at = add(request.query, at);
    key.of128(text, 0, at, hash);
  }

  long high() {
    return hash[0];
  }

  /** Never 0, which marks a free place in {@code dedup.FingerprintSet}. */
  long low() {
    return hash[1] == 0 ? 1 : hash[1];
  }

  private int add(Slice slice, int at) {
    int length = slice.isPresent() ? slice.to() - slice.from() : 0;
    if (text.length - at < length + 4) {
      text = Arrays.copyOf(text, (at + length + 4) * 2);
    }
    INTS.set(text, at, slice.isPresent() ? length : -1);
    System.arraycopy(slice.bytes(), slice.from(), text, at + 4, length);
    return at + 4 + length;
  }
}
