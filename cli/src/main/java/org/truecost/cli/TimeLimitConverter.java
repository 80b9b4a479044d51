package org.truecost.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A limit in whole seconds, minutes or hours: {@code 30s}, {@code 5m}, {@code 1h}. */
final class TimeLimitConverter implements ITypeConverter<Duration> {
  private static final int MOST_DIGITS = 5;

  @Override
  public Duration convert(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    long unitSeconds =
        switch (text.substring(digits)) {
          case "", "s" -> 1;
          case "m" -> 60;
          case "h" -> 3600;
          default -> 0;
        };
    if (unitSeconds == 0 || digits == 0 || digits > MOST_DIGITS) {
      throw wrong(text);
    }
    Duration limit = Duration.ofSeconds(Long.parseLong(text.substring(0, digits)) * unitSeconds);
    if (limit.isZero()) {
      throw wrong(text);
    }
    return limit;
  }

  private static TypeConversionException wrong(String text) {
    return new TypeConversionException("'" + text + "' is not a time limit like 30s, 5m or 1h");
  }
}
