package org.truecost.ingest.registry;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A path cut at its slashes, each segment percent-decoded.
 *
 * <p>Cut first, decoded then: {@code %2F} never becomes a separator, it stays as written. Escapes
 * that are broken, or that do not make UTF-8, stay as written too. {@code +} is a plus sign.
 */
final class PathSegments {
  /** Longer paths name no package: S3 keys end at 1,024 bytes, and three bytes encode one. */
  private static final int MAX_LENGTH = 4_096;

  private static final int MAX_SEGMENTS = 64;
  private static final PathSegments ROOT = new PathSegments(new String[0], 0, true);

  private final String[] segments;
  private final int count;
  private final boolean trailingSlash;

  private PathSegments(String[] segments, int count, boolean trailingSlash) {
    this.segments = segments;
    this.count = count;
    this.trailingSlash = trailingSlash;
  }

  /**
   * The segments of {@code path}, or null if no registry serves such a path: it does not begin with
   * a slash, is too long, has empty or dot segments, or holds control characters.
   */
  static PathSegments of(String path, int times) {
    int length = path.length();
    if (length == 0 || length > MAX_LENGTH || path.charAt(0) != '/') {
      return null;
    }
    if (length == 1) {
      return ROOT;
    }
    boolean trailingSlash = path.charAt(length - 1) == '/';
    int end = trailingSlash ? length - 1 : length;
    int count = 1;
    for (int i = 1; i < end; i++) {
      if (path.charAt(i) == '/') {
        count++;
      }
    }
    if (count > MAX_SEGMENTS) {
      return null;
    }
    String[] segments = new String[count];
    int from = 1;
    for (int n = 0; n < count; n++) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 || slash > end ? end : slash;
      String segment = decode(path.substring(from, to), times);
      if (segment.isEmpty()
          || segment.equals(".")
          || segment.equals("..")
          || hasControlCharacter(segment)) {
        return null;
      }
      segments[n] = segment;
      from = to + 1;
    }
    return new PathSegments(segments, count, trailingSlash);
  }

  int count() {
    return count;
  }

  String at(int index) {
    return segments[index];
  }

  String last() {
    return segments[count - 1];
  }

  /** Whether the path ends in a slash, as a directory does. */
  boolean isDirectory() {
    return trailingSlash;
  }

  /** Whether there is a segment {@code index}, and it is {@code text}. */
  boolean is(int index, String text) {
    return index < count && segments[index].equals(text);
  }

  /** The segments without their first {@code dropped}. */
  PathSegments from(int dropped) {
    String[] rest = new String[count - dropped];
    System.arraycopy(segments, dropped, rest, 0, rest.length);
    return new PathSegments(rest, rest.length, trailingSlash);
  }

  /** Decodes up to {@code times} times, as long as there is something to decode. */
  static String decode(String text, int times) {
    String decoded = text;
    for (int i = 0; i < times && decoded.indexOf('%') >= 0; i++) {
      decoded = decodeOnce(decoded);
    }
    return decoded;
  }

  private static String decodeOnce(String text) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[raw.length];
    int length = 0;
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
      int value = high << 4 | low;
      if (low < 0 || value == '/') {
        decoded[length++] = raw[i];
      } else {
        decoded[length++] = (byte) value;
        i += 2;
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(decoded, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      return text;
    }
  }

  static boolean hasControlCharacter(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
