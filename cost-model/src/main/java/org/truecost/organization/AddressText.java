package org.truecost.organization;

/**
 * Reads addresses as people write them in configuration, strictly: no ports, no zones, no octal, no
 * name that a resolver would look up.
 */
final class AddressText {
  private AddressText() {}

  /** The upper and lower 64 bits, IPv4 in its v4-mapped form; null if it is no address. */
  static long[] parse(String text) {
    if (text.indexOf(':') < 0) {
      long v4 = ipv4(text);
      return v4 < 0 ? null : new long[] {0, 0xFFFF_0000_0000L | v4};
    }
    int gap = text.indexOf("::");
    if (gap < 0) {
      int[] groups = groups(text, true);
      return groups == null || groups.length != 8 ? null : pack(groups, new int[0]);
    }
    int[] head = groups(text.substring(0, gap), false);
    int[] tail = groups(text.substring(gap + 2), true);
    return head == null || tail == null || head.length + tail.length > 7 ? null : pack(head, tail);
  }

  private static long[] pack(int[] head, int[] tail) {
    long[] halves = new long[2];
    for (int i = 0; i < head.length; i++) {
      halves[i / 4] |= (long) head[i] << (48 - 16 * (i % 4));
    }
    for (int i = 0; i < tail.length; i++) {
      int at = 8 - tail.length + i;
      halves[at / 4] |= (long) tail[i] << (48 - 16 * (at % 4));
    }
    return halves;
  }

  /** The 16-bit groups between colons; null if they are none. A dotted IPv4 may be the last two. */
  private static int[] groups(String text, boolean dottedEnd) {
    if (text.isEmpty()) {
      return new int[0];
    }
    String[] parts = text.split(":", -1);
    boolean dotted = dottedEnd && parts[parts.length - 1].indexOf('.') >= 0;
    int[] groups = new int[parts.length + (dotted ? 1 : 0)];
    for (int i = 0; i < parts.length - (dotted ? 1 : 0); i++) {
      groups[i] = group(parts[i]);
      if (groups[i] < 0) {
        return null;
      }
    }
    if (dotted) {
      long v4 = ipv4(parts[parts.length - 1]);
      if (v4 < 0) {
        return null;
      }
      groups[groups.length - 2] = (int) (v4 >>> 16);
      groups[groups.length - 1] = (int) (v4 & 0xFFFF);
    }
    return groups;
  }

  private static int group(String hex) {
    if (hex.isEmpty() || hex.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < hex.length(); i++) {
      int digit = hex.charAt(i) < 128 ? Character.digit(hex.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static long ipv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return -1;
    }
    long address = 0;
    for (String part : parts) {
      boolean plain =
          !part.isEmpty()
              && part.length() <= 3
              && (part.charAt(0) != '0' || part.length() == 1)
              && part.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!plain || Integer.parseInt(part) > 255) {
        return -1;
      }
      address = address << 8 | Integer.parseInt(part);
    }
    return address;
  }
}
