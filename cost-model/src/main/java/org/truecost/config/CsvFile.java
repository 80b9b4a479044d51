package org.truecost.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads CSV with a header, one record to a line.
 *
 * <p>Every line is parsed by itself: a tolerant reader swallows what follows an unbalanced quote,
 * this one loses that line only, and says so. A line that begins with {@code #} is a comment; empty
 * lines are skipped; spaces around a value are not part of it.
 */
public final class CsvFile {
  private static final ObjectReader LINE =
      new CsvMapper().enable(CsvParser.Feature.TRIM_SPACES).readerFor(String[].class);

  private final Path file;
  private final List<String> required;
  private final List<String> optional;
  private final Problems problems;
  private final List<Row> rows = new ArrayList<>();
  private Map<String, Integer> columns;

  private CsvFile(Path file, List<String> required, List<String> optional, Problems problems) {
    this.file = file;
    this.required = List.copyOf(required);
    this.optional = List.copyOf(optional);
    this.problems = problems;
  }

  /**
   * The rows that could be read; {@code problems} says what is wrong with the others.
   *
   * @param required columns that must be there; the order in the file is free
   * @param optional columns that may be there; any other is a problem
   */
  public static List<Row> read(
      Path file, byte[] bytes, List<String> required, List<String> optional, Problems problems) {
    CsvFile csv = new CsvFile(file, required, optional, problems);
    csv.read(bytes);
    return List.copyOf(csv.rows);
  }

  private void read(byte[] bytes) {
    int start = startsWithByteOrderMark(bytes) ? 3 : 0;
    int number = 0;
    while (start < bytes.length) {
      int end = start;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      number++;
      int length = end - start - (end > start && bytes[end - 1] == '\r' ? 1 : 0);
      if (!line(number, ByteBuffer.wrap(bytes, start, length))) {
        return;
      }
      start = end + 1;
    }
    if (columns == null) {
      problems.add(file, "", "has no header; it is " + String.join(",", allColumns()));
    }
  }

  /** Whether reading can go on. */
  private boolean line(int number, ByteBuffer bytes) {
    Optional<String[]> values = values(number, bytes);
    if (values.isEmpty()) {
      // Behind a header that cannot be read, every line would be a problem.
      return columns != null;
    }
    if (values.get().length == 0) {
      return true;
    }
    if (columns == null) {
      return header(number, values.get());
    }
    if (values.get().length != columns.size()) {
      problems.add(
          file,
          place(number),
          "has "
              + values.get().length
              + (values.get().length == 1 ? " value" : " values")
              + ", the header has "
              + columns.size());
      return true;
    }
    rows.add(new Row(this, number, values.get()));
    return true;
  }

  /** No values for a comment or an empty line; empty, reported, for a line that is not CSV. */
  private Optional<String[]> values(int number, ByteBuffer bytes) {
    try {
      String line = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      if (line.isBlank() || line.startsWith("#")) {
        return Optional.of(new String[0]);
      }
      return Optional.of(LINE.readValue(line));
    } catch (CharacterCodingException e) {
      problems.add(file, place(number), "is not UTF-8; save the file in this encoding");
    } catch (JsonProcessingException e) {
      problems.add(
          file, place(number), "is not CSV: a quote is not closed, or text follows a closed one");
    }
    return Optional.empty();
  }

  private boolean header(int number, String[] names) {
    columns = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      if (!allColumns().contains(names[i])) {
        problems.add(
            file,
            place(number),
            "\"" + names[i] + "\" is not a known column" + Section.hint(names[i], allColumns()));
      }
      if (columns.put(names[i], i) != null) {
        problems.add(file, place(number), "has the column \"" + names[i] + "\" twice");
        return false;
      }
    }
    List<String> missing =
        required.stream().filter(column -> !columns.containsKey(column)).toList();
    if (!missing.isEmpty()) {
      problems.add(
          file,
          place(number),
          "is the header, and lacks "
              + String.join(", ", missing)
              + "; it is "
              + String.join(",", allColumns()));
    }
    return missing.isEmpty();
  }

  private List<String> allColumns() {
    List<String> all = new ArrayList<>(required);
    all.addAll(optional);
    return all;
  }

  private static boolean startsWithByteOrderMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF;
  }

  private static String place(int line) {
    return "line " + line;
  }

  /** One record. Whatever is wrong with a value is reported with line and column. */
  public static final class Row {
    private final CsvFile csv;
    private final int line;
    private final String[] values;

    private Row(CsvFile csv, int line, String[] values) {
      this.csv = csv;
      this.line = line;
      this.values = values;
    }

    /** The number of its line, the first of the file is 1. */
    public int line() {
      return line;
    }

    /** The file it stands in. */
    public Path file() {
      return csv.file;
    }

    /** {@code file, line 12}, to point at it from another place. */
    public String position() {
      return csv.file + ", " + place(line);
    }

    /** Reports that the value of {@code column} is wrong. */
    public void problem(String column, String message) {
      csv.problems.add(csv.file, place(line) + " " + column, message);
    }

    /** The value of {@code column}; empty if there is none. */
    public String text(String column) {
      Integer index = csv.columns.get(column);
      return index == null ? "" : values[index];
    }

    /** The value of {@code column}, which must not be empty. */
    public String requiredText(String column) {
      String text = text(column);
      if (text.isEmpty()) {
        problem(column, "is missing");
      }
      return text;
    }

    /** A date {@code YYYY-MM-DD}; empty if there is none or, reported, a wrong one. */
    public Optional<LocalDate> date(String column) {
      String text = text(column);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(LocalDate.parse(text));
      } catch (DateTimeParseException e) {
        problem(column, "\"" + text + "\" is not a date; write it as 2026-10-31");
        return Optional.empty();
      }
    }

    /**
     * One of {@code choices}, by their label; empty if, reported, it is none of them or missing.
     */
    public <T> Optional<T> choice(String column, Collection<T> choices, Function<T, String> label) {
      String text = text(column);
      for (T choice : choices) {
        if (label.apply(choice).equals(text)) {
          return Optional.of(choice);
        }
      }
      List<String> labels = choices.stream().map(label).toList();
      problem(
          column,
          text.isEmpty()
              ? "is missing; it is one of " + String.join(", ", labels)
              : "\""
                  + text
                  + "\" is not one of "
                  + String.join(", ", labels)
                  + Section.hint(text, labels));
      return Optional.empty();
    }
  }
}
