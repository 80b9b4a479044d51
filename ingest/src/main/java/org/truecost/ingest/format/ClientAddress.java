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
    int port = 0;
    for (int i = colon + 1; i < to; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
      port = port * 10 + (bytes[i] - '0');
    }
    return port <= 65_535;
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

  /** Shifts the groups in from the right; where there was a gap, it is opened at the end. */
  private boolean parseIpv6(byte[] bytes, int from, int end) {
    int zone = indexOf(bytes, from, end, '%');
    if (zone == end - 1) {
      return false;
    }
    int to = zone < 0 ? end : zone;
    int i = from;
    int groups = 0;
    int gapAt = -1;
    high = 0;
    low = 0;
    if (to - from >= 2 && bytes[i] == ':' && bytes[i + 1] == ':') {
      gapAt = 0;
      i += 2;
      if (i == to) {
        return true;
      }
    }
    while (true) {
      int groupStart = i;
      int group = 0;
      while (i < to && i - groupStart < 4 && hex(bytes[i]) >= 0) {
        group = group << 4 | hex(bytes[i]);
        i++;
      }
      if (i == groupStart || groups == 8) {
        return false;
      }
      if (i < to && bytes[i] == '.') {
        long v4 = parseIpv4(bytes, groupStart, to);
        if (v4 < 0 || groups > 6) {
          return false;
        }
        append((int) (v4 >>> 16));
        append((int) (v4 & 0xFFFF));
        groups += 2;
        break;
      }
      append(group);
      groups++;
      if (i == to) {
        break;
      }
      if (bytes[i] != ':' || i + 1 == to) {
        return false;
      }
      i++;
      if (bytes[i] == ':') {
        if (gapAt >= 0) {
          return false;
        }
        gapAt = groups;
        i++;
        if (i == to) {
          break;
        }
      }
    }
    if (gapAt < 0) {
      return groups == 8;
    }
    if (groups > 7) {
      return false;
    }
    openGap(groups - gapAt, 8 - groups);
    return true;
  }

  private void append(int group) {
    high = high << 16 | low >>> 48;
    low = low << 16 | group;
  }

  /** Moves all but the last {@code behind} groups to the left by {@code missing} groups. */
  private void openGap(int behind, int missing) {
    long tailHigh = behind > 4 ? high & (1L << (behind - 4) * 16) - 1 : 0;
    long tailLow = behind >= 4 ? low : low & (1L << behind * 16) - 1;
    high ^= tailHigh;
    low ^= tailLow;
    for (int i = 0; i < missing; i++) {
      append(0);
    }
    high |= tailHigh;
    low |= tailLow;
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
