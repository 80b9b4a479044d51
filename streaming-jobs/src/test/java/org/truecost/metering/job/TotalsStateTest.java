package org.truecost.metering.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.Text;
import org.truecost.metering.publish.OffsetsRead;
import org.truecost.tables.CoveredOffsets;

/** Totals in a checkpoint, also in one that an earlier Truecost left. */
class TotalsStateTest {
  /** What version 1 wrote of {@link #totals()}, but for the values added since; never rewritten. */
  private static final String VERSION_1 = "totals-1.state";

  private static final CoveredOffsets OFFSETS = new CoveredOffsets("cluster/logs/3", 5, 1L << 40);

  @Test
  void totalsComeBackAsTheyWere() throws IOException {
    List<EncodedCells> pieces = pieces(totals());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TotalsState.write(pieces, bytes);

    List<EncodedCells> read = TotalsState.read(new ByteArrayInputStream(bytes.toByteArray()));

    assertThat(read).usingRecursiveComparison().isEqualTo(pieces);
    assertThat(values(read)).isEqualTo(values(pieces));
  }

  @Test
  void noTotalsAreTotalsToo() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TotalsState.write(List.of(), bytes);

    assertThat(TotalsState.read(new ByteArrayInputStream(bytes.toByteArray()))).isEmpty();
  }

  @Test
  void whatVersion1WroteIsStillRead() throws IOException {
    try (InputStream written = TotalsStateTest.class.getResourceAsStream(VERSION_1)) {
      List<EncodedCells> read = TotalsState.read(written);

      assertThat(values(read)).isEqualTo(values(pieces(totals())));
      assertThat(
              read.stream()
                  .filter(piece -> piece.kind == EncodedCells.OFFSETS)
                  .flatMap(piece -> OffsetsRead.decode(piece).stream()))
          .containsExactly(OFFSETS);
    }
  }

  @Test
  void cellsThatHadOneValueLessGetANoughtAndAreAddedToOnes() throws IOException {
    // As a version without requests in bandwidth would have written it.
    EncodedCells piece =
        pieces(totals()).stream()
            .filter(one -> one.kind == CellKind.BANDWIDTH.ordinal())
            .findFirst()
            .orElseThrow();
    byte[] narrow = java.util.Arrays.copyOf(piece.cells, piece.cells.length - Long.BYTES);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    header(out, 1, "bandwidth", CellKind.BANDWIDTH.valueWords() - 1);
    out.writeInt(piece.bucket);
    out.writeInt(narrow.length);
    out.write(narrow);

    List<EncodedCells> read = TotalsState.read(new ByteArrayInputStream(bytes.toByteArray()));
    Cells both = new Cells();
    both.merge(read.get(0));
    both.merge(piece);

    CellTable table = both.table(CellKind.BANDWIDTH);
    assertThat(places(both, CellKind.BANDWIDTH)).hasSize(1);
    int at = places(both, CellKind.BANDWIDTH)[0] + CellTable.KEY_WORDS;
    long first = value(CellKind.BANDWIDTH, 0);
    assertThat(table.words()[at]).isEqualTo(2 * first);
    assertThat(table.words()[at + 1]).isEqualTo(value(CellKind.BANDWIDTH, 1));
  }

  @Test
  void refusesANewerVersionInASentenceThatSaysWhatToDo() {
    assertThatThrownBy(() -> TotalsState.read(new ByteArrayInputStream(new byte[] {2, 0, 0})))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The checkpoint holds totals of version 2; this Truecost reads version 1."
                + " Start it with the Truecost that wrote it, or a newer one.");
  }

  @Test
  void refusesTotalsItDoesNotKnow() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    header(out, 1, "hologram", 1);
    out.writeInt(0);
    out.writeInt(0);

    assertThatThrownBy(() -> TotalsState.read(new ByteArrayInputStream(bytes.toByteArray())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("hologram");
  }

  private static void header(DataOutputStream out, int pieces, String kind, int values)
      throws IOException {
    out.writeByte(1);
    out.writeInt(pieces);
    out.writeByte(kind.length());
    out.write(kind.getBytes(StandardCharsets.US_ASCII));
    out.writeInt(values);
  }

  /** A cell of each kind, with values that only depend on kind and place. */
  private static Cells totals() {
    Cells cells = new Cells();
    for (CellKind kind : CellKind.all()) {
      int batch = cells.dictionary().intern(Text.join("batch", "of " + kind.label()));
      int what = cells.dictionary().intern(Text.join("what", "ü"));
      CellTable table = cells.table(kind);
      int at = table.find(Cells.k0(20_000, batch), Cells.k1(3, 0), Cells.k2(what, what));
      for (int i = 0; i < VALUES_OF_VERSION_1[kind.ordinal()]; i++) {
        table.words()[at + i] = value(kind, i);
      }
    }
    return cells;
  }

  private static final int[] VALUES_OF_VERSION_1 = {7, 5, 2, 4, 10, 2};

  private static long value(CellKind kind, int place) {
    // A sketch begins with how many hashes it has, ascending.
    return kind == CellKind.CLIENTS && place == 0 ? 3 : 100L * (kind.ordinal() + 1) + place;
  }

  private static List<EncodedCells> pieces(Cells cells) {
    List<EncodedCells> pieces = new ArrayList<>();
    cells.sendByBucket(pieces::add);
    pieces.add(OffsetsRead.encode(OFFSETS));
    return pieces;
  }

  /** Kind to the values of its one cell. */
  private static TreeMap<String, List<Long>> values(List<EncodedCells> pieces) {
    Cells cells = new Cells();
    pieces.stream().filter(piece -> piece.kind >= 0).forEach(cells::merge);
    TreeMap<String, List<Long>> values = new TreeMap<>();
    for (CellKind kind : CellKind.all()) {
      CellTable table = cells.table(kind);
      for (int place : places(cells, kind)) {
        List<Long> words = new ArrayList<>();
        for (int i = 0; i < kind.valueWords(); i++) {
          words.add(table.words()[place + CellTable.KEY_WORDS + i]);
        }
        values.put(kind.label(), words);
      }
    }
    return values;
  }

  private static int[] places(Cells cells, CellKind kind) {
    return cells
        .partitions(kind, (time, batch, names) -> names.intern(Text.join("all")))
        .get(0)
        .places();
  }

  /** Writes the file anew, into the directory given: for a new version only. */
  public static void main(String[] arguments) throws IOException {
    try (var out = Files.newOutputStream(Path.of(arguments[0]).resolve(VERSION_1))) {
      TotalsState.write(pieces(totals()), out);
    }
  }
}
