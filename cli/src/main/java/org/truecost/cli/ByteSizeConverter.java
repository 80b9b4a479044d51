package org.truecost.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Bytes, with or without a unit: {@code 65536}, {@code 64KiB}, {@code 1MB}; at most 1 GiB. */
final class ByteSizeConverter implements ITypeConverter<Long> {
  private static final long SMALLEST = 1;
  private static final long LARGEST = 1L << 30;

  @Override
  public Long convert(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < lower.length() && lower.charAt(digits) >= '0' && lower.charAt(digits) <= '9') {
      digits++;
    }
    long unit =
        switch (lower.substring(digits)) {
          case "", "b" -> 1L;
          case "kb" -> 1_000L;
          case "kib", "k" -> 1L << 10;
          case "mb" -> 1_000_000L;
          case "mib", "m" -> 1L << 20;
          default -> 0L;
        };
    if (unit == 0 || digits == 0 || digits > 10) {
      throw wrong(text);
    }
    long bytes = Long.parseLong(lower.substring(0, digits)) * unit;
    if (bytes < SMALLEST || bytes > LARGEST) {
      throw wrong(text);
    }
    return bytes;
  }

  private static TypeConversionException wrong(String text) {
    return new TypeConversionException(
        "'" + text + "' is not a size like 64KiB, 256KiB or 1MB, at most 1024MiB");
  }
}
