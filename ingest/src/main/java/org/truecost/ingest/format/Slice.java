package org.truecost.ingest.format;

import java.nio.charset.StandardCharsets;

/**
 * A stretch of bytes that belongs to somebody else: valid until its line's buffer is reused.
 *
 * <p>Mutable on purpose. A parser fills the same slices for every line, so that no object is made
 * for a field nobody looks at.
 */
public final class Slice {
  private static final byte[] EMPTY = new byte[0];

  private byte[] bytes = EMPTY;
  private int from;
  private int to;
  private boolean present;

  /** Points at {@code bytes[from, to)}. */
  public void set(byte[] bytes, int from, int to) {
    // Mostly it is the same array; storing a reference costs a barrier of the garbage collector.
    if (this.bytes != bytes) {
      this.bytes = bytes;
    }
    this.from = from;
    this.to = to;
    this.present = true;
  }

  /** Points at what {@code other} points at. */
  public void set(Slice other) {
    if (this.bytes != other.bytes) {
      this.bytes = other.bytes;
    }
    this.from = other.from;
    this.to = other.to;
    this.present = other.present;
  }

  /** Nothing was logged; different from an empty value. */
  public void setAbsent() {
    this.from = 0;
    this.to = 0;
    this.present = false;
  }

  public boolean isPresent() {
    return present;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int from() {
    return from;
  }

  public int to() {
    return to;
  }

  public int length() {
    return to - from;
  }

  public byte at(int index) {
    return bytes[from + index];
  }

  /** Whether the bytes are exactly the ASCII text {@code text}. */
  public boolean contentEquals(String text) {
    if (!present || to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != (byte) text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The bytes as UTF-8; malformed input becomes U+FFFD. Absent gives the empty string. */
  @Override
  public String toString() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
