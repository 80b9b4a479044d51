package org.truecost.ingest.format;

import java.util.Arrays;
import java.util.List;

/**
 * Walks one line that holds one JSON object, once, and keeps the values a format asked for: no
 * tree, no strings, nothing allocated per line. Values are slices of the line; strings with escapes
 * are unescaped into a buffer that lives as long as this object.
 *
 * <p>Strict in what it reads, loose in what it skips: structure, brackets and the values asked for
 * are checked; numbers are only looked at as far as their letters, and what nobody asked for may
 * hold escapes that JSON does not know. Control characters and broken UTF-8 inside strings pass, as
 * CDN log templates write them. The last of repeated keys wins, with all that was below it.
 *
 * <p>Absent are: a missing key, {@code null}, {@code ""}, {@code "-"}, {@code "(null)"}, and a bare
 * {@code -}, which templates with Apache's {@code %b} write.
 *
 * <p>Strings are searched for their end eight bytes at a time, and keys are never materialized. A
 * whole parse of 800 bytes took 640 to 940 ns of CPU time, by format, on a busy two-core machine
 * ({@code BenchmarkJsonLine}), 470 of it for a line of which nothing is kept. Finding all quotes of
 * a line first, branch-free, as simdjson does, was tried and took 10 to 15 % longer in 64-bit
 * words.
 */
final class JsonLine {
  /** Deepest nesting of objects and arrays that is followed. */
  static final int MAX_DEPTH = 64;

  private static final byte ABSENT = 0;
  private static final byte STRING = 1;
  private static final byte NUMBER = 2;
  private static final byte TRUE = 3;
  private static final byte FALSE = 4;

  /**
   * Added to a kind whose text is in {@link #unescaped} instead of the line. A bit, because storing
   * the array itself for each value costs a type check and a barrier of the garbage collector.
   */
  private static final byte UNESCAPED = 16;

  /** An object or array where a value was asked for; the slice is its JSON text. */
  private static final byte CONTAINER = 5;

  private static final int BROKEN = -1;
  private static final byte[] NOTHING = new byte[0];

  private final JsonKeys root;
  private final byte[] kinds;
  private final int[] froms;
  private final int[] tos;

  private byte[] unescaped = NOTHING;
  private int unescapedTo;

  private byte[] bytes = NOTHING;
  private int end;

  /** Where the string that was unescaped last starts and ends in {@link #unescaped}. */
  private int stringFrom;

  private int stringTo;

  /**
   * @param paths the keys to keep, dots descend; the key at index {@code i} fills slot {@code i}
   * @throws IllegalArgumentException if a path is there twice
   */
  JsonLine(List<String> paths) {
    root = JsonKeys.of(paths);
    kinds = new byte[paths.size()];
    froms = new int[paths.size()];
    tos = new int[paths.size()];
  }

  /**
   * Reads the object in {@code bytes[from, to)}; blanks around it are fine, anything else is not.
   *
   * @return whether that is one whole JSON object; if not, the slots mean nothing
   */
  boolean read(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.end = to;
    unescapedTo = 0;
    Arrays.fill(kinds, ABSENT);
    int at = blanks(from);
    if (at >= to || bytes[at] != '{') {
      return false;
    }
    at = object(at + 1, root, 1);
    return at != BROKEN && blanks(at) == to;
  }

  boolean isPresent(int slot) {
    return kinds[slot] != ABSENT;
  }

  /** Points {@code slice} at the slot's text, or makes it absent. */
  void text(int slot, Slice slice) {
    if (kinds[slot] == ABSENT) {
      slice.setAbsent();
    } else {
      slice.set(bytes(slot), froms[slot], tos[slot]);
    }
  }

  byte[] bytes(int slot) {
    return (kinds[slot] & UNESCAPED) == 0 ? bytes : unescaped;
  }

  int from(int slot) {
    return froms[slot];
  }

  int to(int slot) {
    return tos[slot];
  }

  /** Lets slot {@code to} hold what slot {@code from} holds, where a log has two names for it. */
  void copy(int from, int to) {
    keep(to, kinds[from], froms[from], tos[from]);
  }

  /** Whether the slot holds exactly this ASCII text, whatever its JSON type. */
  boolean contentEquals(int slot, String text) {
    if (kinds[slot] == ABSENT || tos[slot] - froms[slot] != text.length()) {
      return false;
    }
    byte[] source = bytes(slot);
    int from = froms[slot];
    for (int i = 0; i < text.length(); i++) {
      if (source[from + i] != (byte) text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** {@code true}, {@code "true"} or 1. */
  boolean isTrue(int slot) {
    return kinds[slot] == TRUE || contentEquals(slot, "true") || contentEquals(slot, "1");
  }

  /** {@code false}, {@code "false"} or 0. */
  boolean isFalse(int slot) {
    return kinds[slot] == FALSE || contentEquals(slot, "false") || contentEquals(slot, "0");
  }

  private int object(int at, JsonKeys keys, int depth) {
    byte[] in = bytes;
    int to = end;
    at = blanks(at);
    if (at < to && in[at] == '}') {
      return at + 1;
    }
    JsonKeys.Order order = keys.order();
    for (int index = 0; ; index++) {
      if (at >= to || in[at] != '"') {
        return BROKEN;
      }
      int place;
      int keyFrom = at + 1;
      if (order.isNext(index, in, keyFrom, to)) {
        place = order.place(index);
        at = keyFrom + order.length(index) + 1;
      } else {
        int keyTo = quoteOrBackslash(keyFrom);
        if (keyTo < 0) {
          return BROKEN;
        }
        if (in[keyTo] == '"') {
          place = keys.find(in, keyFrom, keyTo, firstOf(keyFrom, keyTo));
          order.learn(index, in, keyFrom, keyTo, place);
          at = keyTo + 1;
        } else {
          at = unescape(keyFrom, keyTo);
          if (at == BROKEN) {
            return BROKEN;
          }
          place =
              keys.find(
                  unescaped, stringFrom, stringTo, JsonKeys.first(unescaped, stringFrom, stringTo));
        }
      }
      if (at >= to || in[at] != ':') {
        at = blanks(at);
        if (at >= to || in[at] != ':') {
          return BROKEN;
        }
      }
      at = blanks(at + 1);
      if (at >= to) {
        return BROKEN;
      }
      at = place < 0 ? skipValue(at, depth) : keepValue(at, keys, place, depth);
      if (at == BROKEN) {
        return BROKEN;
      }
      if (at >= to || in[at] != ',') {
        at = blanks(at);
      }
      if (at >= to) {
        return BROKEN;
      }
      if (in[at] == '}') {
        return at + 1;
      }
      if (in[at] != ',') {
        return BROKEN;
      }
      at = blanks(at + 1);
    }
  }

  private long firstOf(int from, int to) {
    if (from + 8 > end) {
      return JsonKeys.first(bytes, from, to);
    }
    long word = (long) JsonKeys.WORD.get(bytes, from);
    int length = to - from;
    return length >= 8 ? word : word & (1L << (length << 3)) - 1;
  }

  private int keepValue(int at, JsonKeys keys, int place, int depth) {
    int slot = keys.slot(place);
    JsonKeys child = keys.child(place);
    if (child != null) {
      for (int below : child.slotsBelow()) {
        kinds[below] = ABSENT;
      }
      if (bytes[at] == '{') {
        // The depth of known levels is that of the format's paths, so recursion is bounded.
        int after = depth >= MAX_DEPTH ? BROKEN : object(at + 1, child, depth + 1);
        if (slot >= 0 && after != BROKEN) {
          keep(slot, CONTAINER, at, after);
        }
        return after;
      }
    }
    if (slot < 0) {
      return skipValue(at, depth);
    }
    byte b = bytes[at];
    if (b == '"') {
      int from = at + 1;
      int to = quoteOrBackslash(from);
      if (to < 0) {
        return BROKEN;
      }
      if (bytes[to] == '"') {
        keep(slot, meansAbsent(bytes, from, to) ? ABSENT : STRING, from, to);
        return to + 1;
      }
      int after = unescape(from, to);
      if (after != BROKEN) {
        byte kind =
            meansAbsent(unescaped, stringFrom, stringTo) ? ABSENT : (byte) (STRING | UNESCAPED);
        keep(slot, kind, stringFrom, stringTo);
      }
      return after;
    }
    if (b == '{' || b == '[') {
      int after = skipContainer(at, depth);
      if (after != BROKEN) {
        keep(slot, CONTAINER, at, after);
      }
      return after;
    }
    int after = skipScalar(at);
    if (after != BROKEN) {
      byte kind =
          switch (b) {
            case 't' -> TRUE;
            case 'f' -> FALSE;
            case 'n' -> ABSENT;
            default -> after - at == 1 && b == '-' ? ABSENT : NUMBER;
          };
      keep(slot, kind, at, after);
    }
    return after;
  }

  private void keep(int slot, byte kind, int from, int to) {
    kinds[slot] = kind;
    froms[slot] = from;
    tos[slot] = to;
  }

  private static boolean meansAbsent(byte[] source, int from, int to) {
    int length = to - from;
    return length == 0
        || (length == 1 && source[from] == '-')
        || (length == 6
            && source[from] == '('
            && source[from + 1] == 'n'
            && source[from + 2] == 'u'
            && source[from + 3] == 'l'
            && source[from + 4] == 'l'
            && source[from + 5] == ')');
  }

  /** The place behind the value that starts at {@code at}. */
  private int skipValue(int at, int depth) {
    byte b = bytes[at];
    if (b == '"') {
      return skipString(at + 1);
    }
    if (b == '{' || b == '[') {
      return skipContainer(at, depth);
    }
    return skipScalar(at);
  }

  private int skipString(int at) {
    while (true) {
      at = quoteOrBackslash(at);
      if (at < 0) {
        return BROKEN;
      }
      if (bytes[at] == '"') {
        return at + 1;
      }
      at += 2;
    }
  }

  private int skipScalar(int at) {
    byte[] in = bytes;
    switch (in[at]) {
      case 't':
        return end - at >= 4 && in[at + 1] == 'r' && in[at + 2] == 'u' && in[at + 3] == 'e'
            ? at + 4
            : BROKEN;
      case 'n':
        return end - at >= 4 && in[at + 1] == 'u' && in[at + 2] == 'l' && in[at + 3] == 'l'
            ? at + 4
            : BROKEN;
      case 'f':
        return end - at >= 5
                && in[at + 1] == 'a'
                && in[at + 2] == 'l'
                && in[at + 3] == 's'
                && in[at + 4] == 'e'
            ? at + 5
            : BROKEN;
      default:
        int from = at;
        if (in[at] != '-' && (in[at] < '0' || in[at] > '9')) {
          return BROKEN;
        }
        while (at < end && isOfNumber(in[at])) {
          at++;
        }
        return at == from ? BROKEN : at;
    }
  }

  private static boolean isOfNumber(byte b) {
    return b >= '0' ? b <= '9' || b == 'e' || b == 'E' : b == '.' || b == '-' || b == '+';
  }

  /**
   * Behind the object or array that opens at {@code at}. Its brackets must match; what is between
   * them is not judged. One bit a level remembers whether an object is open.
   */
  private int skipContainer(int at, int depth) {
    byte[] in = bytes;
    long objects = 0;
    int open = 0;
    while (at < end) {
      switch (in[at]) {
        case '"':
          at = skipString(at + 1);
          if (at == BROKEN) {
            return BROKEN;
          }
          continue;
        case '{', '[':
          if (depth + ++open > MAX_DEPTH) {
            return BROKEN;
          }
          objects = objects << 1 | (in[at] == '{' ? 1 : 0);
          break;
        case '}', ']':
          if ((objects & 1) != (in[at] == '}' ? 1 : 0)) {
            return BROKEN;
          }
          objects >>>= 1;
          if (--open == 0) {
            return at + 1;
          }
          break;
        default:
          break;
      }
      at++;
    }
    return BROKEN;
  }

  private int blanks(int at) {
    byte[] in = bytes;
    while (at < end && (in[at] == ' ' || in[at] == '\t' || in[at] == '\r' || in[at] == '\n')) {
      at++;
    }
    return at;
  }

  /** The next quote or backslash at or behind {@code at}, negative if there is none. */
  private int quoteOrBackslash(int at) {
    byte[] in = bytes;
    int to = end;
    int lastWord = to - 8;
    while (at <= lastWord) {
      long word = (long) JsonKeys.WORD.get(in, at);
      long quote = word ^ 0x2222222222222222L;
      long backslash = word ^ 0x5C5C5C5C5C5C5C5CL;
      // A byte's high bit is set where it is zero; false alarms lie only above the first true one.
      long found =
          ((quote - 0x0101010101010101L & ~quote) | (backslash - 0x0101010101010101L & ~backslash))
              & 0x8080808080808080L;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      at += 8;
    }
    while (at < to) {
      if (in[at] == '"' || in[at] == '\\') {
        return at;
      }
      at++;
    }
    return BROKEN;
  }

  /**
   * Unescapes the string that starts at {@code from} and whose first backslash is at {@code at};
   * the result is in the {@code string…} fields. Half a surrogate pair becomes U+FFFD.
   *
   * @return the place behind the closing quote
   */
  private int unescape(int from, int at) {
    // Text only shrinks by unescaping: the line's length is enough for all its strings together.
    if (unescapedTo == 0 && unescaped.length < end - from) {
      unescaped = new byte[Math.max(end - from, 2 * unescaped.length)];
    }
    byte[] in = bytes;
    byte[] out = unescaped;
    int written = unescapedTo;
    stringFrom = written;
    int copied = from;
    while (true) {
      System.arraycopy(in, copied, out, written, at - copied);
      written += at - copied;
      if (in[at] == '"') {
        stringTo = written;
        unescapedTo = written;
        return at + 1;
      }
      if (at + 1 >= end) {
        return BROKEN;
      }
      int plain =
          switch (in[at + 1]) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '/' -> '/';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> BROKEN;
          };
      if (plain >= 0) {
        out[written++] = (byte) plain;
        at += 2;
      } else {
        int unit = codeUnit(at);
        if (unit < 0) {
          return BROKEN;
        }
        at += 6;
        int point = unit;
        if (unit >= 0xD800 && unit <= 0xDFFF) {
          int low = unit < 0xDC00 ? codeUnit(at) : BROKEN;
          if (low >= 0xDC00 && low <= 0xDFFF) {
            point = Character.toCodePoint((char) unit, (char) low);
            at += 6;
          } else {
            point = 0xFFFD;
          }
        }
        written = utf8(point, out, written);
      }
      copied = at;
      at = quoteOrBackslash(at);
      if (at < 0) {
        return BROKEN;
      }
    }
  }

  /** The four digits of a backslash-u escape at {@code at}, negative if none stands there. */
  private int codeUnit(int at) {
    if (at + 6 > end || bytes[at] != '\\' || bytes[at + 1] != 'u') {
      return BROKEN;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return BROKEN;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  private static int utf8(int point, byte[] out, int at) {
    if (point < 0x80) {
      out[at++] = (byte) point;
    } else if (point < 0x800) {
      out[at++] = (byte) (0xC0 | point >> 6);
      out[at++] = (byte) (0x80 | point & 0x3F);
    } else if (point < 0x10000) {
      out[at++] = (byte) (0xE0 | point >> 12);
      out[at++] = (byte) (0x80 | point >> 6 & 0x3F);
      out[at++] = (byte) (0x80 | point & 0x3F);
    } else {
      out[at++] = (byte) (0xF0 | point >> 18);
      out[at++] = (byte) (0x80 | point >> 12 & 0x3F);
      out[at++] = (byte) (0x80 | point >> 6 & 0x3F);
      out[at++] = (byte) (0x80 | point & 0x3F);
    }
    return at;
  }
}
