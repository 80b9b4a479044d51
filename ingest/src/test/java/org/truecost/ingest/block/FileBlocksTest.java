package org.truecost.ingest.block;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileBlocksTest {
  @TempDir Path folder;

  /** What came out of a file. */
  private record Delivered(
      String text, List<String> faults, long faultBytes, String digest, long decodedBytes) {}

  @ParameterizedTest
  @ValueSource(ints = {16, 64, 1000, 4096, 256 * 1024})
  void deliversEveryByteInWholeLinesWhateverTheBlockSizeAndCompression(int blockBytes)
      throws Exception {
    byte[] text = randomLines(7, 3000);
    for (byte[] stored : List.of(text, gzip(text), twoMembers(text), Zstd.compress(text))) {
      Delivered delivered = read(stored, blockBytes, 0);
      assertThat(delivered.text()).isEqualTo(new String(text, ISO_8859_1));
      assertThat(delivered.faults()).isEmpty();
      assertThat(delivered.digest()).isEqualTo(sha256(text));
      assertThat(delivered.decodedBytes()).isEqualTo(text.length);
    }
  }

  @Test
  void deliversALastLineWithoutTerminator() throws Exception {
    assertThat(read(bytes("a\nbc"), 16, 0).text()).isEqualTo("a\nbc");
  }

  @Test
  void deliversNothingOfAnEmptyFile() throws Exception {
    Delivered delivered = read(new byte[0], 16, 0);
    assertThat(delivered.text()).isEmpty();
    assertThat(delivered.faults()).isEmpty();
    assertThat(delivered.digest()).isEqualTo(sha256(new byte[0]));
  }

  @Test
  void deliversWhatWasMeteredBeforeToo() throws Exception {
    Delivered delivered = read(gzip(bytes("old\nnew\n")), 16, 4);
    assertThat(delivered.text()).isEqualTo("old\nnew\n");
    assertThat(delivered.digest()).isEqualTo(sha256(bytes("old\nnew\n")));
    assertThat(delivered.decodedBytes()).isEqualTo(8);
  }

  @Test
  void keepsTheGoodPrefixOfATruncatedGzip() throws Exception {
    byte[] text = randomLines(3, 20_000);
    byte[] stored = gzip(text);
    Delivered delivered = read(Arrays.copyOf(stored, stored.length / 2), 4096, 0);
    assertThat(delivered.faults()).containsExactly("corrupt_compression");
    assertThat(delivered.text()).isNotEmpty().endsWith("\n");
    assertThat(new String(text, ISO_8859_1)).startsWith(delivered.text());
    assertThat(delivered.digest()).isEqualTo(sha256(delivered.text().getBytes(ISO_8859_1)));
  }

  @Test
  void reportsDamageInTheSecondMemberInsteadOfTakingItForTheEnd() throws Exception {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    stored.write(gzip(bytes("first\n")));
    stored.write(bytes("this is not gzip"));
    Delivered delivered = read(stored.toByteArray(), 64, 0);
    assertThat(delivered.text()).isEqualTo("first\n");
    assertThat(delivered.faults()).containsExactly("corrupt_compression");
  }

  @Test
  void acceptsZeroPaddingBehindTheLastMember() throws Exception {
    byte[] stored = gzip(bytes("only\n"));
    Delivered delivered = read(Arrays.copyOf(stored, stored.length + 512), 64, 0);
    assertThat(delivered.text()).isEqualTo("only\n");
    assertThat(delivered.faults()).isEmpty();
  }

  @Test
  void reportsAFlippedBitThroughTheChecksum() throws Exception {
    byte[] text = randomLines(5, 100);
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    stored.write(gzip(text));
    byte[] damaged = stored.toByteArray();
    damaged[damaged.length - 8] ^= 1;
    assertThat(read(damaged, 4096, 0).faults()).containsExactly("corrupt_compression");
  }

  @Test
  void reportsALineThatIsTooLongByItsLengthAndGoesOn() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write(bytes("before\n"));
    byte[] longLine = new byte[5_000_000];
    Arrays.fill(longLine, (byte) 'x');
    longLine[longLine.length - 1] = '\n';
    text.write(longLine);
    text.write(bytes("behind\nlast\n"));
    Delivered delivered = read(gzip(text.toByteArray()), 4096, 0);
    assertThat(delivered.text()).isEqualTo("before\nbehind\nlast\n");
    assertThat(delivered.faults()).containsExactly("line_too_long");
    assertThat(delivered.faultBytes()).isEqualTo(5_000_000);
    assertThat(delivered.digest()).isEqualTo(sha256(text.toByteArray()));
  }

  @Test
  void stopsACompressionBomb() throws Exception {
    Path bomb = folder.resolve("bomb");
    byte[] lines = new byte[1024 * 1024];
    Arrays.fill(lines, (byte) '\n');
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      for (int i = 0; i < 600; i++) {
        gzip.write(lines);
      }
    }
    long delivered = 0;
    String fault = "";
    try (FileBlocks blocks = FileBlocks.open(bomb, 0, 0, FileBlocks.DEFAULT_BLOCK_BYTES)) {
      for (LogBlock block = blocks.next(); block != null; block = blocks.next()) {
        delivered += block.length;
        fault = block.fault;
      }
    }
    assertThat(fault).isEqualTo("compression_bomb");
    assertThat(delivered).isBetween(256L << 20, 300L << 20);
  }

  @Test
  void keepsTheSamePrefixOfADamagedFileWhateverTheBlockSize() throws Exception {
    byte[] text = randomLines(5, 20_000);
    for (byte[] stored : List.of(gzip(text), checkedZstd(text))) {
      for (int part = 1; part < 8; part++) {
        byte[] damaged = stored.clone();
        for (int i = 0; i < 40; i++) {
          damaged[stored.length / 8 * part + i] ^= (byte) (0x5A + i);
        }
        Delivered whole = read(damaged, 256 * 1024, 0);
        Delivered small = read(damaged, 100, 0);

        assertThat(whole.faults()).isNotEmpty();
        assertThat(small).isEqualTo(whole);
      }
    }
  }

  private Delivered read(byte[] stored, int blockBytes, long skip) throws IOException {
    Path file = folder.resolve("log");
    Files.write(file, stored);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    List<String> faults = new ArrayList<>();
    long faultBytes = 0;
    long expectedPlace = -1;
    String digest = "";
    long decodedBytes = 0;
    try (FileBlocks blocks = FileBlocks.open(file, 0, skip, blockBytes)) {
      for (LogBlock block = blocks.next(); block != null; block = blocks.next()) {
        if (expectedPlace >= 0) {
          assertThat(block.firstByte).isEqualTo(expectedPlace);
        }
        text.write(block.bytes, 0, block.length);
        expectedPlace = block.firstByte + block.length + block.faultBytes;
        if (!block.last && block.length > 0) {
          assertThat(block.bytes[block.length - 1]).isEqualTo((byte) '\n');
        }
        if (!block.fault.isEmpty()) {
          faults.add(block.fault);
          faultBytes += block.faultBytes;
        }
        if (block.last) {
          digest = block.decodedDigest;
          decodedBytes = block.decodedBytes;
        }
      }
    }
    return new Delivered(text.toString(ISO_8859_1), faults, faultBytes, digest, decodedBytes);
  }

  private static byte[] randomLines(long seed, int lines) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; i < lines; i++) {
      byte[] line = new byte[random.nextInt(random.nextInt(20) == 0 ? 900 : 40)];
      random.nextBytes(line);
      for (int j = 0; j < line.length; j++) {
        text.write(line[j] == '\n' ? ' ' : line[j]);
      }
      text.write('\n');
    }
    return text.toByteArray();
  }

  private static byte[] gzip(byte[] text) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
      gzip.write(text);
    }
    return stored.toByteArray();
  }

  private static byte[] checkedZstd(byte[] text) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (ZstdOutputStream zstd = new ZstdOutputStream(stored).setChecksum(true)) {
      zstd.write(text);
    }
    return stored.toByteArray();
  }

  private static byte[] twoMembers(byte[] text) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    stored.write(gzip(Arrays.copyOf(text, text.length / 3)));
    stored.write(gzip(Arrays.copyOfRange(text, text.length / 3, text.length)));
    return stored.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
