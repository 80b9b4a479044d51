package org.truecost.metering;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.truecost.metering.cells.Text;

/**
 * What a kept rejected line was judged by, as a dictionary entry: the texts at these places. Many
 * lines share one.
 */
public final class RejectContext {
  /** Microseconds since 1970. */
  public static final int AS_OF = 0;

  /** Directive lines in force, with their terminators; empty if there were none. */
  public static final int HEADER = 1;

  /** Whose line it said to be, if the configuration did not have that source; else empty. */
  public static final int DECLARED_SOURCE = 2;

  private RejectContext() {}

  /** The dictionary entry. */
  static byte[] of(long asOfMicros, String header, String declaredSource) {
    return Text.join(Long.toString(asOfMicros), header, declaredSource);
  }

  /**
   * The directives {@code header} as text, or null if they cannot be kept: they are longer than a
   * line that is kept, or no UTF-8. A cut header would be read as another one.
   */
  static String text(byte[] header) {
    if (header.length > RejectedLine.KEPT_BYTES) {
      return null;
    }
    String text = new String(header, StandardCharsets.UTF_8);
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), header) ? text : null;
  }
}
