package org.truecost.cli;

import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A month such as {@code 2026-10}, or several such as {@code 2026-09..2026-10}. */
final class MonthsConverter implements ITypeConverter<MonthsConverter.Months> {
  private static final int MOST_MONTHS = 120;

  /** Months in order, without a gap. */
  record Months(List<YearMonth> all) {
    Months {
      all = List.copyOf(all);
    }
  }

  @Override
  public Months convert(String text) {
    int dots = text.indexOf("..");
    try {
      YearMonth first = YearMonth.parse(dots < 0 ? text : text.substring(0, dots));
      YearMonth last = dots < 0 ? first : YearMonth.parse(text.substring(dots + 2));
      if (last.isBefore(first)) {
        throw new TypeConversionException("'" + text + "' ends before it begins");
      }
      List<YearMonth> months = new ArrayList<>();
      for (YearMonth month = first; !month.isAfter(last); month = month.plusMonths(1)) {
        if (months.size() == MOST_MONTHS) {
          throw new TypeConversionException("'" + text + "' is more than ten years");
        }
        months.add(month);
      }
      return new Months(months);
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a month like 2026-10, or several like 2026-09..2026-10");
    }
  }
}
