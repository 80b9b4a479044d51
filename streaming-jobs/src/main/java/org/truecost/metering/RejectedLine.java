package org.truecost.metering;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The text of a rejected line as the restricted table keeps it: cut, and without secrets. Addresses
 * stay, since the line must be replayable after a fix.
 */
public final class RejectedLine {
  /** The longest text that is kept, in bytes. */
  static final int KEPT_BYTES = 2_048;

  /** Stands where a secret was. */
  static final String GONE = "[redacted]";

  private static final Pattern CREDENTIALS = Pattern.compile("//[^/\\s\"@]{1,256}@");
  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "(?i)\\b(token|sig|signature|access_key|api_key|apikey|password|passwd|secret|auth|"
              + "x-amz-signature|x-amz-credential|x-amz-security-token)=[^&\\s\"|]{1,512}");
  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9+/_.~=-]{8,512}");

  private RejectedLine() {}

  /** The text of {@code bytes[from, to)}, cut after {@link #KEPT_BYTES}. */
  public static String of(byte[] bytes, int from, int to) {
    int end = Math.min(to, from + KEPT_BYTES);
    String text = new String(bytes, from, end - from, StandardCharsets.UTF_8);
    text = CREDENTIALS.matcher(text).replaceAll("//" + GONE + "@");
    text = SECRET_PARAMETER.matcher(text).replaceAll("$1=" + GONE);
    return AUTHORIZATION.matcher(text).replaceAll("$1 " + GONE);
  }
}
