package org.truecost.ingest.format;

/**
 * Backslash escapes in text logs: Apache writes {@code \"}, {@code \\}, {@code \n} and {@code \xhh}
 * (mod_log_config, since 2.0.46), nginx {@code \xHH} for quotes, backslashes and what is not
 * printable, or with {@code escape=json} {@code \"}, {@code \\}, {@code \/} and a backslash with
 * {@code u00HH}. Anything else behind a backslash was not escaped and stays as it is.
 */
final class Escapes {
  private Escapes() {}

  /**
   * Writes {@code bytes[from, to)} without escapes to {@code out}, which must have room for as many
   * bytes: nothing grows.
   *
   * @return the end of what was written
   */
  static int unescape(byte[] bytes, int from, int to, byte[] out, int outFrom) {
    int at = from;
    int written = outFrom;
    while (at < to) {
      int backslash = ByteSearch.indexOf(bytes, at, to, (byte) '\\');
      int plain = backslash < 0 || backslash + 1 == to ? to : backslash;
      System.arraycopy(bytes, at, out, written, plain - at);
      written += plain - at;
      at = plain;
      if (at == to) {
        break;
      }
      int hexAt = -1;
      int next = bytes[at + 1];
      switch (next) {
        case '"', '\\', '/' -> out[written++] = (byte) next;
        case 'n' -> out[written++] = '\n';
        case 'r' -> out[written++] = '\r';
        case 't' -> out[written++] = '\t';
        case 'b' -> out[written++] = '\b';
        case 'f' -> out[written++] = '\f';
        case 'v' -> out[written++] = 0x0B;
        case 'x' -> hexAt = at + 2;
        case 'u' -> {
          boolean oneByte = at + 4 <= to && bytes[at + 2] == '0' && bytes[at + 3] == '0';
          hexAt = oneByte ? at + 4 : to;
        }
        default -> {
          out[written++] = '\\';
          out[written++] = (byte) next;
        }
      }
      at += 2;
      if (hexAt >= 0) {
        int high = hexAt + 2 <= to ? Character.digit(bytes[hexAt], 16) : -1;
        int low = hexAt + 2 <= to ? Character.digit(bytes[hexAt + 1], 16) : -1;
        if (high >= 0 && low >= 0) {
          out[written++] = (byte) (high << 4 | low);
          at = hexAt + 2;
        } else {
          out[written++] = '\\';
          out[written++] = (byte) next;
        }
      }
    }
    return written;
  }
}
