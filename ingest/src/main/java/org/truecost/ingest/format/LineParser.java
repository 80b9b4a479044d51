package org.truecost.ingest.format;

/**
 * Reads the lines of one file, one by one and in order. Not thread-safe; it may remember a header.
 */
public interface LineParser {
  /**
   * Reads {@code bytes[from, to)}, a line without its terminator (LF or CRLF) and, for the first
   * line of a file, without a byte order mark.
   *
   * <p>Never throws for any input. On {@link LineOutcome#REQUEST} the fields of {@code request} are
   * filled and valid until the next call; otherwise they mean nothing.
   */
  LineOutcome parse(byte[] bytes, int from, int to, LogRequest request);

  /** How {@link LogRequest#userAgent} is wrapped. */
  default TextEncoding userAgentEncoding() {
    return TextEncoding.PLAIN;
  }

  /** How {@link LogRequest#target} is wrapped: plain paths are themselves percent-encoded once. */
  default TextEncoding targetEncoding() {
    return TextEncoding.PERCENT;
  }
}
