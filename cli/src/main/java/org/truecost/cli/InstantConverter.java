package org.truecost.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment with its zone, or a UTC date, which means its start. */
final class InstantConverter implements ITypeConverter<Instant> {
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  @Override
  public Instant convert(String text) {
    Instant instant = parse(text);
    if (instant.isBefore(Instant.EPOCH) || !instant.isBefore(END)) {
      throw new TypeConversionException("'" + text + "' is not in the years 1970 to 9999");
    }
    return instant;
  }

  private static Instant parse(String text) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a time like 2026-11-01T00:00:00Z or a date like 2026-11-01");
    }
  }
}
