package org.truecost.ingest.format;

/**
 * A client address as 128 bits, IPv4 in its v4-mapped form ({@code ::ffff:a.b.c.d}), so that both
 * spellings of one address are one. Mutable: one is filled for every line and never leaves the
 * operator that attributes.
 */
public final class ClientAddress {
  private static final long V4_PREFIX = 0x0000_FFFF_0000_0000L;

  /** The upper 64 bits; 0 for IPv4. */
  public long high;

  /** The lower 64 bits; {@code 0x0000FFFF} and the address for IPv4. */
  public long low;

  public boolean isIpv4() {
    return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == V4_PREFIX;
  }

  /** The IPv4 address as 32 bits. Only if {@link #isIpv4()}. */
  public int ipv4() {
    return (int) low;
  }

  /**
   * Reads {@code a.b.c.d}, {@code a.b.c.d:port}, an IPv6 address, {@code [v6]}, {@code [v6]:port},
   * each with an optional zone id, which is ignored.
   *
   * @return false if that is no address; the value is then undefined
   */
  public boolean parse(byte[] bytes, int from, int to) {
    if (from >= to) {
      return false;
    }
    if (bytes[from] == '[') {
      int close = indexOf(bytes, from, to, ']');
      if (close < 0 || (close + 1 < to && !isPort(bytes, close + 1, to))) {
        return false;
      }
      return parseIpv6(bytes, from + 1, close);
    }
    int colon = indexOf(bytes, from, to, ':');
    int dot = indexOf(bytes, from, to, '.');
    if (dot >= 0 && (colon < 0 || dot < colon)) {
      if (colon >= 0 && !isPort(bytes, colon, to)) {
        return false;
      }
      long v4 = parseIpv4(bytes, from, colon < 0 ? to : colon);
      high = 0;
      low = V4_PREFIX | v4;
      return v4 >= 0;
    }
    return colon >= 0 && parseIpv6(bytes, from, to);
  }

  private static boolean isPort(byte[] bytes, int colon, int to) {
    if (bytes[colon] != ':' || to - colon < 2 || to - colon > 6) {
      return false;
    }
    for (int i = colon + 1; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static long parseIpv4(byte[] bytes, int from, int to) {
    long address = 0;
    int parts = 0;
    int part = -1;
    int digits = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '.') {
        if (part < 0 || parts == 3) {
          return -1;
        }
        address = address << 8 | part;
        parts++;
        part = -1;
        digits = 0;
      } else if (b >= '0' && b <= '9') {
        part = (part < 0 ? 0 : part) * 10 + (b - '0');
        if (++digits > 3 || part > 255) {
          return -1;
        }
      } else {
        return -1;
      }
    }
    return parts == 3 && part >= 0 ? address << 8 | part : -1;
  }

  private boolean parseIpv6(byte[] bytes, int from, int end) {
    int zone = indexOf(bytes, from, end, '%');
    int to = zone < 0 ? end : zone;
    long upper = 0;
    long lower = 0;
    int groups = 0;
    int gapAt = -1;
    int i = from;
    if (to - from < 2) {
      return false;
    }
    if (bytes[i] == ':') {
      if (bytes[i + 1] != ':') {
        return false;
      }
      gapAt = 0;
      i += 2;
    }
    while (i < to) {
      int groupStart = i;
      int group = 0;
      while (i < to && hex(bytes[i]) >= 0) {
        group = group << 4 | hex(bytes[i]);
        i++;
      }
      if (i < to && bytes[i] == '.') {
        long v4 = parseIpv4(bytes, groupStart, to);
        if (v4 < 0 || groups > 6) {
          return false;
        }
        upper = upper << 32 | lower >>> 32;
        lower = lower << 32 | v4;
        groups += 2;
        i = to;
        break;
      }
      if (i == groupStart || i - groupStart > 4 || groups == 8) {
        return false;
      }
      upper = upper << 16 | lower >>> 48;
      lower = lower << 16 | group;
      groups++;
      if (i == to) {
        break;
      }
      if (bytes[i] != ':') {
        return false;
      }
      i++;
      if (i < to && bytes[i] == ':') {
        if (gapAt >= 0) {
          return false;
        }
        gapAt = groups;
        i++;
      } else if (i == to) {
        return false;
      }
    }
    if (gapAt < 0) {
      high = upper;
      low = lower;
      return groups == 8;
    }
    if (groups > 7) {
      return false;
    }
    // The groups behind the gap stand right; those before it move to the left end.
    int behind = (groups - gapAt) * 16;
    long[] tail = lowest(upper, lower, behind);
    long[] head = shiftLeft(shiftRight(upper, lower, behind), 128 - gapAt * 16);
    high = head[0] | tail[0];
    low = head[1] | tail[1];
    return true;
  }

  private static long[] lowest(long upper, long lower, int keepBits) {
    if (keepBits == 0) {
      return new long[] {0, 0};
    }
    if (keepBits >= 64) {
      long mask = keepBits == 64 ? 0 : -1L >>> (128 - keepBits);
      return new long[] {upper & mask, lower};
    }
    return new long[] {0, lower & (-1L >>> (64 - keepBits))};
  }

  private static long[] shiftRight(long upper, long lower, int bits) {
    if (bits == 0) {
      return new long[] {upper, lower};
    }
    if (bits >= 128) {
      return new long[] {0, 0};
    }
    if (bits >= 64) {
      return new long[] {0, upper >>> (bits - 64)};
    }
    return new long[] {upper >>> bits, lower >>> bits | upper << (64 - bits)};
  }

  private static long[] shiftLeft(long[] value, int bits) {
    if (bits >= 128) {
      return new long[] {0, 0};
    }
    if (bits == 0) {
      return value;
    }
    if (bits >= 64) {
      return new long[] {value[1] << (bits - 64), 0};
    }
    return new long[] {value[0] << bits | value[1] >>> (64 - bits), value[1] << bits};
  }

  private static int hex(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  private static int indexOf(byte[] bytes, int from, int to, char wanted) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
