package org.truecost.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.truecost.config.Sha256;
import org.truecost.ingest.format.Directives;
import org.truecost.source.FormatSpec;

class FileReadingTest {
  private static final FormatSpec PLAIN = FormatSpec.named("combined");
  private static final FormatSpec CLOUDFRONT = FormatSpec.named("cloudfront");

  @TempDir Path directory;

  @Test
  void chunksJoinToTheFileWithDigestAndLinesAtEachEnd() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      String text = text(random, 200) + (random.nextBoolean() ? "" : "the end");
      Path file = write(random.nextBoolean(), text);

      List<Chunk> chunks = all(FileReading.fromBeginning(file, directives(PLAIN), 0, 512, false));

      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      for (Chunk chunk : chunks) {
        assertThat(chunk.firstByte()).isEqualTo(joined.size());
        joined.writeBytes(chunk.lines());
        assertThat(chunk.digest()).isEqualTo(sha256(joined.toByteArray()));
        assertThat(chunk.linesSoFar()).isEqualTo(lines(joined.toString(UTF_8)));
      }
      assertThat(joined.toString(UTF_8)).isEqualTo(text);
      Chunk last = chunks.get(chunks.size() - 1);
      assertThat(last.last()).isTrue();
      assertThat(last.unterminated()).isEqualTo(text.endsWith("\n") ? 0 : "the end".length());
    }
  }

  @Test
  void startsAnywhereWithTheSameDigestAndLines() throws IOException {
    Random random = new Random(2);
    String text = text(random, 300);
    Path file = write(true, text);
    for (int round = 0; round < 50; round++) {
      int start = text.indexOf('\n', random.nextInt(text.length() - 100)) + 1;

      List<Chunk> chunks =
          all(FileReading.fromBeginning(file, directives(PLAIN), start, 512, false));

      assertThat(chunks.get(0).firstByte()).isEqualTo(start);
      assertThat(joined(chunks)).isEqualTo(text.substring(start));
      Chunk last = chunks.get(chunks.size() - 1);
      assertThat(last.digest()).isEqualTo(sha256(text.getBytes(UTF_8)));
      assertThat(last.linesSoFar()).isEqualTo(lines(text));
    }
  }

  @Test
  void aFileThatGrowsIsReadInPartsAsIfItWereReadAtOnce() throws IOException {
    Random random = new Random(3);
    String text = text(random, 300);
    Path file = directory.resolve("growing");
    Files.writeString(file, "");
    List<Chunk> chunks = new ArrayList<>();
    int written = 0;
    while (written < text.length()) {
      int upTo = Math.min(text.length(), written + 1 + random.nextInt(900));
      Files.writeString(file, text.substring(written, upTo), StandardOpenOption.APPEND);
      written = upTo;
      Chunk before = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
      FileReading reading =
          before == null
              ? FileReading.fromBeginning(file, directives(PLAIN), 0, 512, true)
              : FileReading.resume(
                  file,
                  directives(PLAIN),
                  before.endByte(),
                  Chunk.copy(before.state()),
                  before.linesSoFar(),
                  512,
                  true);
      chunks.addAll(all(reading));
      assertThat(joined(chunks)).isEqualTo(text.substring(0, text.lastIndexOf('\n', upTo - 1) + 1));
    }

    Chunk last = chunks.get(chunks.size() - 1);
    assertThat(last.digest()).isEqualTo(sha256(text.getBytes(UTF_8)));
    assertThat(last.linesSoFar()).isEqualTo(300);
  }

  @Test
  void aLongLineThatIsStillWrittenIsHeldBack() throws IOException {
    Path file = write(false, "short\n" + "x".repeat(3 << 20));

    List<Chunk> growing = all(FileReading.fromBeginning(file, directives(PLAIN), 0, 512, true));
    Files.writeString(file, "\nshort\n", StandardOpenOption.APPEND);
    Chunk before = growing.get(growing.size() - 1);
    List<Chunk> grown =
        all(
            FileReading.resume(
                file, directives(PLAIN), before.endByte(), before.state(), 1, 512, true));

    assertThat(joined(growing)).isEqualTo("short\n");
    assertThat(grown.get(0).fault()).isEqualTo("line_too_long");
    assertThat(grown.get(0).faultBytes()).isEqualTo((3 << 20) + 1);
    assertThat(joined(grown)).isEqualTo("short\n");
    assertThat(grown.get(grown.size() - 1).linesSoFar()).isEqualTo(3);
    assertThat(grown.get(grown.size() - 1).digest()).isEqualTo(sha256(Files.readAllBytes(file)));
  }

  @Test
  void eachChunkKnowsTheDirectivesInForceBeforeIt() throws IOException {
    String header = "#Version: 1.0\n#Fields: a b\n";
    String other = "#Version: 1.0\n#Fields: c d\n";
    String text = "\uFEFF" + header + "1 2\n".repeat(300) + other + "3 4\n".repeat(300);
    Path file = write(false, text);

    List<Chunk> chunks =
        all(FileReading.fromBeginning(file, directives(CLOUDFRONT), 0, 512, false));

    assertThat(chunks.get(0).preamble()).isEmpty();
    assertThat(new String(chunks.get(1).preamble(), UTF_8)).endsWith("#Fields: a b\n");
    assertThat(new String(chunks.get(chunks.size() - 1).preamble(), UTF_8)).isEqualTo(other);
    assertThat(chunks.get(chunks.size() - 1).linesSoFar()).isEqualTo(604);
  }

  @Test
  void damageIsAFaultOfTheLastChunkUntilItIsKnownToBeTheEndOfWhatIsWritten() throws IOException {
    String text = text(new Random(4), 2_000);
    Path file = write(true, text);
    byte[] stored = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(stored, stored.length / 2));

    List<Chunk> chunks = all(FileReading.fromBeginning(file, directives(PLAIN), 0, 512, false));

    Chunk last = chunks.get(chunks.size() - 1);
    assertThat(last.fault()).isEqualTo("corrupt_compression");
    assertThat(last.goingOn().fault()).isEmpty();
    assertThat(last.goingOn().last()).isFalse();
    assertThat(text).startsWith(joined(chunks));
    assertThat(last.goingOn().linesSoFar()).isEqualTo(lines(joined(chunks)));
  }

  private static Directives directives(FormatSpec format) {
    return Directives.of(format);
  }

  private Path write(boolean compressed, String text) throws IOException {
    Path file = Files.createTempFile(directory, "log", "");
    if (!compressed) {
      return Files.writeString(file, text);
    }
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(UTF_8));
    }
    return file;
  }

  private static String text(Random random, int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      for (int length = random.nextInt(100); length > 0; length--) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(i).append('\n');
    }
    return text.toString();
  }

  private static long lines(String text) {
    return text.chars().filter(c -> c == '\n').count()
        + (text.isEmpty() || text.endsWith("\n") ? 0 : 1);
  }

  private static List<Chunk> all(FileReading reading) throws IOException {
    List<Chunk> chunks = new ArrayList<>();
    try (reading) {
      for (Chunk chunk = reading.next(); chunk != null; chunk = reading.next()) {
        chunks.add(chunk);
      }
    }
    return chunks;
  }

  private static String joined(List<Chunk> chunks) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    chunks.forEach(chunk -> joined.writeBytes(chunk.lines()));
    return joined.toString(UTF_8);
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.start().digest(bytes));
  }
}
