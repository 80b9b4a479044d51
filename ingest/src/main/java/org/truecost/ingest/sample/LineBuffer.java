package org.truecost.ingest.sample;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer of bytes that one log line is written into; reused for every line. */
final class LineBuffer {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          .getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[4096];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  LineBuffer clear() {
    length = 0;
    return this;
  }

  void truncateTo(int newLength) {
    length = Math.min(length, newLength);
  }

  private void need(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  LineBuffer put(char ascii) {
    need(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** ASCII text only: a character is a byte. */
  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is the copy without a coder
  LineBuffer put(String ascii) {
    int size = ascii.length();
    need(size);
    ascii.getBytes(0, size, bytes, length);
    length += size;
    return this;
  }

  LineBuffer put(byte[] text) {
    return put(text, text.length);
  }

  LineBuffer put(LineBuffer other) {
    return put(other.bytes, other.length);
  }

  private LineBuffer put(byte[] text, int size) {
    need(size);
    System.arraycopy(text, 0, bytes, length, size);
    length += size;
    return this;
  }

  LineBuffer put(long value) {
    if (value < 0) {
      put('-');
      return put(-value);
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    return padded(value, digits);
  }

  /** The last {@code digits} decimal digits of a value, with leading zeros. */
  LineBuffer padded(long value, int digits) {
    need(digits);
    long rest = value;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** The lowest {@code digits} hexadecimal digits of a value. */
  LineBuffer hex(long value, int digits) {
    need(digits);
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(int) (value >>> shift) & 15];
    }
    return this;
  }

  /** A group of an IPv6 address: hexadecimal without leading zeros. */
  LineBuffer hexGroup(int value) {
    return hex(value, value > 0xfff ? 4 : value > 0xff ? 3 : value > 0xf ? 2 : 1);
  }

  /** Ten characters of the URL-safe base 64 alphabet, from 60 bits. */
  LineBuffer base64(long value) {
    need(10);
    for (int i = 0; i < 10; i++) {
      bytes[length++] = BASE64[(int) (value >>> (i * 6)) & 63];
    }
    return this;
  }

  /** A number of milliseconds as seconds with three decimals. */
  LineBuffer seconds(long millis) {
    return put(millis / 1000).put('.').padded(millis % 1000, 3);
  }

  /** A byte string inside a JSON string: quotes and backslashes escaped. */
  LineBuffer json(byte[] text) {
    need(text.length * 2);
    for (byte b : text) {
      if (b == '"' || b == '\\') {
        bytes[length++] = '\\';
      }
      bytes[length++] = b;
    }
    return this;
  }

  /** A user agent as CloudFront writes it: what is not printable, and space, percent-encoded. */
  LineBuffer percentEncoded(byte[] text) {
    need(text.length * 3);
    for (byte b : text) {
      if (b <= ' ' || b == '"' || b == '%' || b == 0x7f) {
        bytes[length++] = '%';
        bytes[length++] = (byte) Character.toUpperCase(HEX[(b >>> 4) & 15]);
        bytes[length++] = (byte) Character.toUpperCase(HEX[b & 15]);
      } else {
        bytes[length++] = b;
      }
    }
    return this;
  }

  /** A value as Akamai writes it: form-encoded, with a plus sign for a space. */
  LineBuffer formEncoded(byte[] text) {
    need(text.length * 3);
    for (byte b : text) {
      if (b == ' ') {
        bytes[length++] = '+';
      } else if ((b >= '0' && b <= '9')
          || (b >= 'A' && b <= 'Z')
          || (b >= 'a' && b <= 'z')
          || b == '-'
          || b == '_'
          || b == '.'
          || b == '*') {
        bytes[length++] = b;
      } else {
        bytes[length++] = '%';
        bytes[length++] = (byte) Character.toUpperCase(HEX[(b >>> 4) & 15]);
        bytes[length++] = (byte) Character.toUpperCase(HEX[b & 15]);
      }
    }
    return this;
  }

  /** A user agent as nginx writes it: a quote is {@code \x22}. */
  LineBuffer nginxEscaped(byte[] text) {
    need(text.length * 4);
    for (byte b : text) {
      if (b == '"' || b == '\\') {
        put('\\').put('x').hex(b == '"' ? 0x22 : 0x5c, 2);
      } else {
        bytes[length++] = b;
      }
    }
    return this;
  }
}
