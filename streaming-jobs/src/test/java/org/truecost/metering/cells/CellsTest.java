package org.truecost.metering.cells;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mergingEncodedPartsInAnyOrderEqualsAddingUpDirectly(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, BigInteger> squares = new HashMap<>();
    List<EncodedCells> parts = new ArrayList<>();
    for (int part = 0; part < 5; part++) {
      Cells cells = new Cells();
      for (int i = 0; i < 3_000; i++) {
        // Numbers differ from part to part, texts do not.
        String who = "who" + random.nextInt(40);
        String batch = "batch" + random.nextInt(3);
        int hour = random.nextInt(-3, 3);
        long bytes = random.nextLong(1L << 40);
        int at =
            cells
                .table(CellKind.USAGE)
                .find(
                    Cells.k0(hour, cells.dictionary().intern(Text.join(batch))),
                    Cells.k1(7, 0),
                    Cells.k2(cells.dictionary().intern(Text.join(who)), 0));
        long[] one = {
          1, bytes, bytes * bytes, Math.multiplyHigh(bytes, bytes), 0, 0, 0,
        };
        CellKind.USAGE.merge(cells.table(CellKind.USAGE).words(), at, one, 0);
        squares.merge(hour + batch + who, BigInteger.valueOf(bytes).pow(2), BigInteger::add);
      }
      cells.sendByBucket(parts::add);
    }
    Collections.shuffle(parts, new Random(seed));

    Cells merged = new Cells();
    parts.forEach(merged::merge);

    Map<String, BigInteger> found = new HashMap<>();
    CellTable usage = merged.table(CellKind.USAGE);
    for (int place : usage.places()) {
      long[] words = usage.words();
      int values = place + CellTable.KEY_WORDS;
      String key =
          (int) (words[place] >> 32)
              + text(merged, (int) words[place])
              + text(merged, (int) (words[place + 2] >>> 32));
      BigInteger low = new BigInteger(Long.toUnsignedString(words[values + 2]));
      found.put(key, BigInteger.valueOf(words[values + 3]).shiftLeft(64).add(low));
    }
    assertThat(found).isEqualTo(squares);
  }

  @Test
  void equalKeysGoToTheSameBucketWhateverTheirNumbers() {
    Map<String, Integer> buckets = new HashMap<>();
    for (int shift = 0; shift < 3; shift++) {
      for (int who = 0; who < 50; who++) {
        Cells cells = new Cells();
        for (int other = 0; other < shift; other++) {
          cells.dictionary().intern(Text.join("other" + other));
        }
        int id = cells.dictionary().intern(Text.join("who" + who));
        cells.table(CellKind.USAGE).find(Cells.k0(1, id), 0, Cells.k2(id, 0));
        String key = "who" + who;
        cells.sendByBucket(
            sent ->
                assertThat(buckets.computeIfAbsent(key, none -> sent.bucket))
                    .isEqualTo(sent.bucket));
      }
    }
    assertThat(new TreeSet<>(buckets.values())).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aSketchIsTheSmallestDistinctHashesInAnyOrder(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TreeSet<Long> all = new TreeSet<>();
    long[] words = new long[3 + 1 + Sketch.SIZE];
    for (int i = 0; i < 400; i++) {
      long hash = random.nextLong(0, 200);
      all.add(hash);
      Sketch.add(words, 3, hash);
      List<Long> kept = new ArrayList<>();
      for (int h = 1; h <= words[3]; h++) {
        kept.add(words[3 + h]);
      }
      assertThat(kept).isEqualTo(all.stream().limit(Sketch.SIZE).toList());
    }
  }

  @Test
  void aTableFindsEveryKeyAgainAfterItHasGrown() {
    SplittableRandom random = new SplittableRandom(5);
    CellTable table = new CellTable(1);
    Map<List<Long>, Long> expected = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      List<Long> key =
          List.of(1 + random.nextLong(20), random.nextLong(-20, 20), random.nextLong(100));
      int place = table.find(key.get(0), key.get(1), key.get(2));
      table.words()[place]++;
      expected.merge(key, 1L, Long::sum);
    }
    assertThat(table.size()).isEqualTo(expected.size());
    expected.forEach(
        (key, count) -> {
          int place = table.find(key.get(0), key.get(1), key.get(2));
          assertThat(table.words()[place]).isEqualTo(count);
        });
    table.clear();
    assertThat(table.size()).isZero();
    int place = table.find(1, 1, 1);
    assertThat(table.words()[place]).isZero();
  }

  @Test
  void aDictionaryNumbersDistinctTextsFromOne() {
    Dictionary dictionary = new Dictionary();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5_000; i++) {
        assertThat(dictionary.intern(Text.join("text " + i, "\u0000ü"))).isEqualTo(i + 1);
      }
    }
    assertThat(dictionary.size()).isEqualTo(5_000);
    assertThat(text(dictionary.get(17))).containsExactly("text 16", "\u0000ü");
    dictionary.clear();
    assertThat(dictionary.intern(new byte[0])).isEqualTo(1);
  }

  private static String text(Cells cells, int id) {
    return text(cells.dictionary().get(id)).get(0);
  }

  private static List<String> text(byte[] joined) {
    return Text.split(joined, 0, joined.length).stream()
        .map(part -> new String(part, java.nio.charset.StandardCharsets.UTF_8))
        .toList();
  }
}
