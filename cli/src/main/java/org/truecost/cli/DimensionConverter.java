package org.truecost.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.truecost.reports.Dimension;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What a report is grouped by: {@code organization}, {@code class}, {@code registry}. */
final class DimensionConverter implements ITypeConverter<Dimension> {
  @Override
  public Dimension convert(String text) {
    for (Dimension dimension : Dimension.values()) {
      if (dimension.label().equals(text) || dimension.column().equals(text)) {
        return dimension;
      }
    }
    throw new TypeConversionException(
        "'"
            + text
            + "' is none of "
            + Arrays.stream(Dimension.values())
                .map(Dimension::label)
                .collect(Collectors.joining(", ")));
  }
}
