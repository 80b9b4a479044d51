package org.truecost.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvFileTest {
  private final Problems problems = new Problems();

  @Test
  void readsColumnsInAnyOrderAndSkipsCommentsAndEmptyLines() {
    List<CsvFile.Row> rows =
        read("# note\r\n\r\nb,a\r\n# more\r\n 2 , \"1, one\" \r\n\r\n4,\"3 \"\"x\"\"\"");

    assertThat(rows).extracting(row -> row.text("a")).containsExactly("1, one", "3 \"x\"");
    assertThat(rows).extracting(row -> row.text("b")).containsExactly("2", "4");
    assertThat(rows).extracting(CsvFile.Row::line).containsExactly(5, 7);
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void anOptionalColumnThatIsNotThereIsEmpty() {
    assertThat(read("a\n1\n").get(0).text("c")).isEmpty();
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheHeader() {
    assertThat(read("\uFEFFa\n1\n")).hasSize(1);
  }

  @Test
  void anUnbalancedQuoteCostsOneLineOnly() {
    List<CsvFile.Row> rows = read("a,b\n1,\"x\n2,y\n3,\"z\n4,w\n");

    assertThat(rows).extracting(row -> row.text("a")).containsExactly("2", "4");
    assertThat(problems.all())
        .extracting(Problems.Problem::entry)
        .containsExactly("line 2", "line 4");
  }

  @Test
  void textBehindAClosedQuoteIsAProblem() {
    assertThat(read("a,b\n\"x\"y,z\n")).isEmpty();
    assertThat(problems.all()).hasSize(1);
  }

  @Test
  void aRowHasAsManyValuesAsTheHeader() {
    assertThat(read("a,b\n1\n1,2,3\n1,2\n")).hasSize(1);
    assertThat(messages())
        .containsExactly(
            "line 2: has 1 value, the header has 2", "line 3: has 3 values, the header has 2");
  }

  @Test
  void anUnknownColumnIsAProblemWithAHint() {
    read("a,b,sorce\n1,2,3\n");

    assertThat(messages())
        .containsExactly("line 1: \"sorce\" is not a known column; did you mean \"source\"?");
  }

  @Test
  void aHeaderWithoutItsColumnsEndsTheReading() {
    assertThat(read("b,c\n1,2\n3\n")).isEmpty();
    assertThat(messages())
        .containsExactly("line 1: is the header, and lacks a; it is a,b,c,source");
  }

  @Test
  void aColumnTwiceIsAProblem() {
    assertThat(read("a,b,a\n1,2,3\n")).isEmpty();
    assertThat(messages()).containsExactly("line 1: has the column \"a\" twice");
  }

  @Test
  void anEmptyFileHasNoHeader() {
    assertThat(read("")).isEmpty();
    assertThat(messages()).containsExactly(": has no header; it is a,b,c,source");
  }

  @Test
  void bytesThatAreNotUtf8AreAProblemOfTheirLine() {
    byte[] bytes = "a\nok\nM?nchen\nok\n".getBytes(StandardCharsets.US_ASCII);
    bytes[6] = (byte) 0xFC;

    List<CsvFile.Row> rows =
        CsvFile.read(Path.of("f.csv"), bytes, List.of("a"), List.of(), problems);

    assertThat(rows).hasSize(2);
    assertThat(messages()).containsExactly("line 3: is not UTF-8; save the file in this encoding");
  }

  private List<CsvFile.Row> read(String text) {
    return CsvFile.read(
        Path.of("f.csv"),
        text.getBytes(StandardCharsets.UTF_8),
        List.of("a"),
        List.of("b", "c", "source"),
        problems);
  }

  private List<String> messages() {
    return problems.all().stream()
        .map(problem -> problem.entry() + ": " + problem.message())
        .toList();
  }
}
