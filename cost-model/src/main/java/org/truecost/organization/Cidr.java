package org.truecost.organization;

import java.util.Comparator;
import java.util.Optional;

/**
 * A block of addresses. IPv4 is kept in its v4-mapped form ({@code ::ffff:a.b.c.d}), so that both
 * spellings of a block are one. An IPv6 block never contains IPv4 addresses, not even {@code ::/0}.
 *
 * @param high upper 64 bits of the first address
 * @param low lower 64 bits of the first address
 * @param length length of the prefix in 128 bits: 96 more than people write for IPv4
 */
public record Cidr(long high, long low, int length) {
  private static final long V4_MAPPED = 0x0000_FFFFL;
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  /** By first address, the wider block before those inside it. */
  public static final Comparator<Cidr> NESTING = Cidr::compareNesting;

  public Cidr {
    if (length < 0 || length > 128) {
      throw new IllegalArgumentException("A prefix has 0 to 128 bits: " + length);
    }
    if ((high & ~highMask(length)) != 0 || (low & ~lowMask(length)) != 0) {
      throw new IllegalArgumentException("has bits set behind its prefix");
    }
  }

  /**
   * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address.
   *
   * @throws IllegalArgumentException with a message for people if it is no block
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    long[] address = AddressText.parse(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an address block; write it as 192.0.2.0/24 or 2001:db8::/32");
    }
    boolean dotted = text.indexOf(':') < 0;
    int width = dotted ? 32 : 128;
    int written = slash < 0 ? width : prefixLength(text.substring(slash + 1));
    if (written < 0 || written > width) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has no prefix length from 0 to " + width + " behind its /");
    }
    int length = dotted ? written + 96 : written;
    long first = address[0] & highMask(length);
    long second = address[1] & lowMask(length);
    if (first != address[0] || second != address[1]) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" has bits set behind its prefix; the block is "
              + new Cidr(first, second, length));
    }
    return new Cidr(first, second, length);
  }

  public boolean isIpv4() {
    return length >= 96 && isIpv4(high, low);
  }

  static boolean isIpv4(long high, long low) {
    return high == 0 && low >>> 32 == V4_MAPPED;
  }

  boolean contains(long addressHigh, long addressLow) {
    return (addressHigh & highMask(length)) == high
        && (addressLow & lowMask(length)) == low
        && isIpv4() == isIpv4(addressHigh, addressLow);
  }

  public boolean contains(Cidr inner) {
    return length <= inner.length && contains(inner.high, inner.low);
  }

  /**
   * This block and its neighbour together, whose prefix is one bit shorter. Empty for a block that
   * has none, such as all of IPv4.
   */
  public Optional<Cidr> joined() {
    if (length == (isIpv4() ? 96 : 0)) {
      return Optional.empty();
    }
    return Optional.of(
        new Cidr(high & highMask(length - 1), low & lowMask(length - 1), length - 1));
  }

  /** The upper 64 bits of the last address. */
  long lastHigh() {
    return high | ~highMask(length);
  }

  /** The lower 64 bits of the last address. */
  long lastLow() {
    return low | ~lowMask(length);
  }

  private static long highMask(int length) {
    return length >= 64 ? -1L : length == 0 ? 0 : -1L << (64 - length);
  }

  private static long lowMask(int length) {
    return length <= 64 ? 0 : -1L << (128 - length);
  }

  private static int prefixLength(String digits) {
    boolean plain =
        !digits.isEmpty()
            && digits.length() <= 3
            && (digits.charAt(0) != '0' || digits.length() == 1)
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return plain ? Integer.parseInt(digits) : -1;
  }

  private static int compareNesting(Cidr a, Cidr b) {
    if (a.isIpv4() != b.isIpv4()) {
      return a.isIpv4() ? -1 : 1;
    }
    if (a.high != b.high) {
      return Long.compareUnsigned(a.high, b.high);
    }
    return a.low == b.low ? a.length - b.length : Long.compareUnsigned(a.low, b.low);
  }

  /** Blocks end in zeros, which the hash of a record would hand on to the table. */
  @Override
  public int hashCode() {
    long mixed = ((high * GOLDEN + low) * GOLDEN + length) * GOLDEN;
    return (int) (mixed >>> 32);
  }

  /** As people write it, IPv6 with all its groups. */
  @Override
  public String toString() {
    if (isIpv4()) {
      return (low >>> 24 & 0xFF)
          + "."
          + (low >>> 16 & 0xFF)
          + "."
          + (low >>> 8 & 0xFF)
          + "."
          + (low & 0xFF)
          + "/"
          + (length - 96);
    }
    StringBuilder text = new StringBuilder();
    for (int group = 0; group < 8; group++) {
      long half = group < 4 ? high : low;
      text.append(group == 0 ? "" : ":")
          .append(Long.toHexString(half >>> (48 - 16 * (group % 4)) & 0xFFFF));
    }
    return text.append('/').append(length).toString();
  }
}
