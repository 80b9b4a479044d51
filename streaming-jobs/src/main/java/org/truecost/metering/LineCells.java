package org.truecost.metering;

import org.truecost.download.DownloadDefinition;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.registry.RequestTarget;
import org.truecost.metering.cells.Additions;
import org.truecost.metering.cells.CellKind;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.Cells;
import org.truecost.metering.cells.Sketch;
import org.truecost.request.HttpMethod;
import org.truecost.request.RequestKind;
import org.truecost.request.StatusClass;

/**
 * Adds a line that counts to its cells of {@code usage}, {@code bandwidth}, {@code clients} and
 * {@code downloads}.
 */
final class LineCells {
  /** A transfer that claims to have taken longer is not spread: a line must not make many cells. */
  private static final long LONGEST_TRANSFER_MICROS = CellTime.MICROS_PER_DAY;

  private final DownloadDefinition definition;
  private final Cells cells;
  private final CellTable usage;
  private final CellTable downloads;
  private final CellTable bandwidth;
  private final CellTable clients;
  private final Additions toUsage;
  private final Additions toDownloads;
  private final Additions toBandwidth;
  private final Additions toClients;
  private final Slice path = new Slice();

  LineCells(DownloadDefinition definition, Cells cells) {
    this.definition = definition;
    this.cells = cells;
    this.usage = cells.table(CellKind.USAGE);
    this.downloads = cells.table(CellKind.DOWNLOADS);
    this.bandwidth = cells.table(CellKind.BANDWIDTH);
    this.clients = cells.table(CellKind.CLIENTS);
    this.toUsage = new Additions(usage, 3);
    this.toDownloads = new Additions(downloads, 3);
    this.toBandwidth = new Additions(bandwidth, 2);
    this.toClients = new Additions(clients, 1);
  }

  /**
   * Adds a line; what it adds may wait for {@link #settle}.
   *
   * @param file the line's file
   * @param client who sent it
   * @param day its UTC day
   * @param userAgentAdmitted whether the download definition counts requests of its user agent
   */
  void add(
      LogRequest request, FileMeter file, LineClient client, int day, boolean userAgentAdmitted) {
    SourceMeter source = file.source;
    long time = request.timeMicros;
    long bytesSent = request.bytesSent;
    source.target.path(request.target, path);
    Paths.Meaning meaning = source.paths.of(path, request);
    HttpMethod method =
        request.method.isPresent()
            ? HttpMethod.of(request.method.bytes(), request.method.from(), request.method.to())
            : HttpMethod.ABSENT;
    RequestKind kind = meaning.kinds.kindOf(method, request.status, request.cdnInternal);
    boolean truncated =
        method != HttpMethod.HEAD
            && DownloadDefinition.isTruncated(request.status, bytesSent, request.contentLength);
    StatusClass statusClass = StatusClass.of(request.status);

    int batch = file.batch();
    int region = source.regionId(request.edgeLocation, cells.dictionary());
    int hour = Math.toIntExact(Math.floorDiv(time, CellTime.MICROS_PER_HOUR));
    int small = kind.ordinal() << 8 | request.cacheStatus.ordinal() << 4 | statusClass.ordinal();

    int at =
        toUsage.put(Cells.k0(hour, batch), Cells.k1(small, region), Cells.k2(client.inFull, 0));
    toUsage.words()[at] = bytesSent;
    toUsage.words()[at + 1] =
        DownloadDefinition.isPartial(request.status, request.rangeStart) ? 1 : 0;
    toUsage.words()[at + 2] = statusClass == StatusClass.ABORTED || truncated ? 1 : 0;
    if (toUsage.isFull()) {
      settleUsage();
    }

    bandwidth(time, request.durationMicros, bytesSent, batch, region, client.inGroup);
    if (client.hash >= 0 && !request.cdnInternal) {
      int sketch =
          toClients.put(
              Cells.k0(day, batch), Cells.k1(0, region), Cells.k2(client.inGroup, client.keyId));
      toClients.words()[sketch] = client.hash;
      if (toClients.isFull()) {
        settleClients();
      }
    }
    if (meaning.packageRecord != null) {
      boolean counts =
          definition.counts(
              meaning.countedUntil,
              kind,
              method,
              request.status,
              request.rangeStart,
              bytesSent,
              request.contentLength,
              userAgentAdmitted,
              request.query.isPresent() || RequestTarget.hasQuery(request.target),
              time);
      boolean whole = request.status == 200 && !truncated && method != HttpMethod.HEAD;
      if (counts || isAnswerToReader(request, method)) {
        download(meaning, kind, counts, whole, bytesSent, Cells.k0(day, batch), client.inGroup);
      }
    }
  }

  private static boolean isAnswerToReader(LogRequest request, HttpMethod method) {
    int status = request.status;
    boolean answered = (status >= 200 && status < 300) || status == 304;
    return answered && !request.cdnInternal && !method.isWrite();
  }

  private void download(
      Paths.Meaning meaning,
      RequestKind kind,
      boolean counts,
      boolean whole,
      long bytesSent,
      long dayAndBatch,
      int group) {
    int generation = cells.dictionary().generation();
    if (meaning.packageGeneration != generation) {
      meaning.packageId = cells.dictionary().intern(meaning.packageRecord);
      meaning.packageGeneration = generation;
    }
    int at =
        toDownloads.put(
            dayAndBatch, Cells.k1(kind.ordinal(), 0), Cells.k2(group, meaning.packageId));
    toDownloads.words()[at] = counts ? 1 : 0;
    toDownloads.words()[at + 1] = whole ? 1 : 0;
    toDownloads.words()[at + 2] = Math.max(bytesSent, 0);
    if (toDownloads.isFull()) {
      settleDownloads();
    }
  }

  /** CDNs log at the end of a transfer; its bytes belong to all the intervals it took. */
  private void bandwidth(
      long time, long duration, long bytesSent, int batch, int region, int group) {
    int last = interval(time);
    boolean spreads = bytesSent > 0 && duration > 0 && duration <= LONGEST_TRANSFER_MICROS;
    int first = spreads ? interval(time - duration) : last;
    if (first == last) {
      addBandwidth(last, batch, region, group, Math.max(bytesSent, 0), 1);
      return;
    }
    long start = time - duration;
    long sent = 0;
    for (int interval = first; interval <= last; interval++) {
      long end = Math.min(time, (interval + 1) * CellTime.MICROS_PER_INTERVAL);
      // Cumulative shares, rounded down, so that the parts sum to the whole.
      long sentByEnd = interval == last ? bytesSent : Shares.of(bytesSent, end - start, duration);
      addBandwidth(interval, batch, region, group, sentByEnd - sent, interval == last ? 1 : 0);
      sent = sentByEnd;
    }
  }

  private void addBandwidth(
      int interval, int batch, int region, int group, long bytesSent, long requests) {
    int at = toBandwidth.put(Cells.k0(interval, batch), Cells.k1(0, region), Cells.k2(group, 0));
    toBandwidth.words()[at] = bytesSent;
    toBandwidth.words()[at + 1] = requests;
    if (toBandwidth.isFull()) {
      settleBandwidth();
    }
  }

  /** Adds what waits. Whoever looks at the cells, or clears their dictionary, calls this before. */
  void settle() {
    settleUsage();
    settleBandwidth();
    settleClients();
    settleDownloads();
  }

  private void settleUsage() {
    toUsage.touch();
    for (int i = 0; i < toUsage.size(); i++) {
      int at = toUsage.find(i);
      long[] words = usage.words();
      long[] added = toUsage.words();
      int from = toUsage.values(i);
      long bytesSent = added[from];
      words[at]++;
      if (bytesSent >= 0) {
        words[at + 1] += bytesSent;
        long low = words[at + 2] + bytesSent * bytesSent;
        words[at + 3] +=
            Math.multiplyHigh(bytesSent, bytesSent)
                + (Long.compareUnsigned(low, words[at + 2]) < 0 ? 1 : 0);
        words[at + 2] = low;
      } else {
        words[at + 4]++;
      }
      words[at + 5] += added[from + 1];
      words[at + 6] += added[from + 2];
    }
    toUsage.clear();
  }

  private void settleBandwidth() {
    toBandwidth.touch();
    for (int i = 0; i < toBandwidth.size(); i++) {
      int at = toBandwidth.find(i);
      int from = toBandwidth.values(i);
      bandwidth.words()[at] += toBandwidth.words()[from];
      bandwidth.words()[at + 1] += toBandwidth.words()[from + 1];
    }
    toBandwidth.clear();
  }

  private void settleClients() {
    toClients.touch();
    for (int i = 0; i < toClients.size(); i++) {
      int at = toClients.find(i);
      Sketch.add(clients.words(), at, toClients.words()[toClients.values(i)]);
    }
    toClients.clear();
  }

  private void settleDownloads() {
    toDownloads.touch();
    for (int i = 0; i < toDownloads.size(); i++) {
      int at = toDownloads.find(i);
      long[] words = downloads.words();
      int from = toDownloads.values(i);
      long whole = toDownloads.words()[from + 1];
      long bytesSent = toDownloads.words()[from + 2];
      words[at] += toDownloads.words()[from];
      words[at + 1] += whole;
      words[at + 2] += whole * bytesSent;
      words[at + 3]++;
      words[at + 4] += bytesSent;
    }
    toDownloads.clear();
  }

  private static int interval(long micros) {
    return Math.toIntExact(Math.floorDiv(micros, CellTime.MICROS_PER_INTERVAL));
  }
}
