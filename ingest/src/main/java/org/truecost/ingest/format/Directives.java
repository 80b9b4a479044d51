package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.truecost.source.FormatSpec;

/**
 * The directive lines in force at a place in a file (W3C extended log: {@code #Version}, {@code
 * #Fields}), so that what follows can be read without what came before.
 *
 * <p>Only these two say how later lines are read. Kept are the last ones that matter: a version
 * followed by its fields makes all earlier ones void, fields replace fields.
 */
public final class Directives {
  /** Directives that are longer, together, are left out. */
  public static final int LONGEST_BYTES = 64 * 1024;

  private static final byte[] FIELDS = "#Fields:".getBytes(UTF_8);
  private static final byte[] VERSION = "#Version:".getBytes(UTF_8);
  private static final byte[] NONE = new byte[0];

  private final boolean known;
  private final List<byte[]> inForce = new ArrayList<>();
  private byte[] joined = NONE;

  private Directives(boolean known) {
    this.known = known;
  }

  /** Of a file's start. */
  public static Directives of(FormatSpec format) {
    byte[] probe = "#Version: 1.0".getBytes(UTF_8);
    LineOutcome outcome =
        LogFormats.parserFor(format).parse(probe, 0, probe.length, new LogRequest());
    return new Directives(outcome == LineOutcome.DIRECTIVE);
  }

  /** Of the start of a file whose format is not known: it may have directives. */
  public static Directives ofAnyFormat() {
    return new Directives(true);
  }

  /** Whether the format has directives at all; if not, lines need not be looked at. */
  public boolean known() {
    return known;
  }

  /** The lines in force, with their terminators. Not to be changed. */
  public byte[] inForce() {
    return joined;
  }

  /** Takes a line that begins with {@code #}, with its terminator. */
  public void line(byte[] bytes, int from, int to) {
    boolean fields = startsWith(bytes, from, to, FIELDS);
    if (!known
        || !(fields || startsWith(bytes, from, to, VERSION))
        || bytes[to - 1] != '\n'
        || to - from > LONGEST_BYTES) {
      return;
    }
    byte[] line = Arrays.copyOfRange(bytes, from, to);
    int size = inForce.size();
    if (size > 0 && Arrays.equals(inForce.get(size - 1), line)) {
      return;
    }
    if (fields && size > 0) {
      if (isFields(inForce.get(size - 1))) {
        inForce.remove(size - 1);
      } else {
        inForce.subList(0, size - 1).clear();
      }
    }
    inForce.add(line);
    join();
  }

  private void join() {
    long total = inForce.stream().mapToLong(line -> line.length).sum();
    while (total > LONGEST_BYTES) {
      total -= inForce.remove(0).length;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream((int) total);
    inForce.forEach(all::writeBytes);
    joined = all.toByteArray();
  }

  private static boolean isFields(byte[] line) {
    return startsWith(line, 0, line.length, FIELDS);
  }

  private static boolean startsWith(byte[] bytes, int from, int to, byte[] start) {
    return to - from >= start.length
        && Arrays.equals(bytes, from, from + start.length, start, 0, start.length);
  }
}
