package org.truecost.metering.job;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;

/**
 * Totals as bytes of a checkpoint. Kinds are named and say how many values their cells have, so
 * that a version with one more value, or one more kind, reads what an older one wrote.
 */
final class TotalsState {
  private static final int VERSION = 1;
  private static final String OFFSETS = "offsets";
  private static final String FINGERPRINTS = "fingerprints";

  private TotalsState() {}

  static void write(List<EncodedCells> pieces, OutputStream target) throws IOException {
    DataOutputStream out = new DataOutputStream(target);
    out.writeByte(VERSION);
    out.writeInt(pieces.size());
    for (EncodedCells piece : pieces) {
      byte[] kind = label(piece.kind).getBytes(StandardCharsets.US_ASCII);
      out.writeByte(kind.length);
      out.write(kind);
      out.writeInt(piece.kind < 0 ? 0 : CellKind.all().get(piece.kind).valueWords());
      out.writeInt(piece.bucket);
      out.writeInt(piece.cells.length);
      out.write(piece.cells);
    }
    out.flush();
  }

  /**
   * @throws IOException if it was written by a newer version, or is no such state
   */
  static List<EncodedCells> read(InputStream source) throws IOException {
    DataInputStream in = new DataInputStream(source);
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "The checkpoint holds totals of version "
              + version
              + "; this Truecost reads version "
              + VERSION
              + ". Start it with the Truecost that wrote it, or a newer one.");
    }
    List<EncodedCells> pieces = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      String kind = new String(in.readNBytes(in.readByte()), StandardCharsets.US_ASCII);
      int valueWords = in.readInt();
      EncodedCells piece = new EncodedCells();
      piece.bucket = in.readInt();
      byte[] cells = in.readNBytes(in.readInt());
      if (kind.equals(OFFSETS)) {
        piece.kind = EncodedCells.OFFSETS;
        piece.cells = cells;
      } else if (kind.equals(FINGERPRINTS)) {
        piece.kind = EncodedCells.FINGERPRINTS;
        piece.cells = cells;
      } else {
        CellKind known =
            CellKind.byLabel(kind)
                .orElseThrow(() -> new IOException("The checkpoint holds unknown totals " + kind));
        piece.kind = known.ordinal();
        piece.cells = Cells.widened(cells, valueWords, known.valueWords());
      }
      pieces.add(piece);
    }
    return pieces;
  }

  private static String label(int kind) {
    return switch (kind) {
      case EncodedCells.OFFSETS -> OFFSETS;
      case EncodedCells.FINGERPRINTS -> FINGERPRINTS;
      default -> CellKind.all().get(kind).label();
    };
  }
}
