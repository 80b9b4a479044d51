package org.truecost.metering;

import java.util.function.Consumer;
import org.truecost.download.DownloadDefinition;
import org.truecost.ingest.format.LogRequest;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.EncodedCells;
import org.truecost.metering.cells.WaitingLines;

/**
 * Lines of sources that may deliver a line again: each leaves with its own cells and a fingerprint,
 * to where all lines of that fingerprint are compared.
 */
final class ComparedLines {
  /** Enough that lines share the texts they name, few enough to stay near. */
  private static final long MOST_BYTES = 8L << 20;

  private final Cells cells;
  private final WaitingLines waiting;
  private final LineCells lineCells;
  private final LineFingerprint fingerprint = new LineFingerprint();
  private final long mostBytes;

  /**
   * @param cells whose dictionary numbers clients and batches
   */
  ComparedLines(DownloadDefinition definition, Cells cells, MeterCaps caps) {
    this.cells = cells;
    this.waiting = new WaitingLines(cells.dictionary());
    this.lineCells = new LineCells(definition, waiting.line());
    this.mostBytes = Math.min(MOST_BYTES, caps.cellBytes());
  }

  /** The parameters are those of {@link LineCells#add}. */
  void add(
      LogRequest request, FileMeter file, LineClient client, int day, boolean userAgentAdmitted) {
    lineCells.add(request, file, client, day, userAgentAdmitted);
    lineCells.settle();
    boolean arrived = file.arrivalMicros != Delays.UNKNOWN;
    long delay = arrived ? file.arrivalMicros - request.timeMicros : 0;
    fingerprint.of(request, client.keyOf(day));
    waiting.put(
        fingerprint.high(),
        fingerprint.low(),
        request.timeMicros,
        Math.max(request.bytesSent, 0),
        arrived ? 1 + Delays.column(delay) : 0,
        Math.max(delay, 0),
        file.source.idNumber(cells.dictionary()),
        file.ledgerTimeAndBatch(),
        file.ledgerOfComparedLines());
  }

  boolean isFull() {
    return waiting.bytes() > mostBytes;
  }

  void send(Consumer<EncodedCells> out) {
    waiting.send(out);
  }
}
