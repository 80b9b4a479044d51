package org.truecost.ingest.format;

import org.truecost.request.CacheStatus;

/**
 * One request as its log line tells it: named fields over borrowed bytes, filled anew for each
 * line. Field names are W3C extended log names where those exist.
 *
 * <p>Public mutable fields are deliberate: this is the inner loop, and the object never leaves the
 * operator that parses. What a log does not say is {@link #ABSENT} or an absent slice, never zero.
 */
public final class LogRequest {
  /** A number the log does not hold. */
  public static final long ABSENT = -1;

  /** When the CDN logged the request (its completion, for most), microseconds since 1970 UTC. */
  public long timeMicros;

  /** Client address as text ({@code ip}, {@code ip:port}, {@code [v6]:port}) or its hash. */
  public final Slice client = new Slice();

  public final Slice method = new Slice();

  /** Path, path with query, or absolute URL, as logged (not percent-decoded). */
  public final Slice target = new Slice();

  /** Query, where the format logs it apart from {@link #target}. */
  public final Slice query = new Slice();

  /** HTTP status; 0 where the log says that the client left before the response. */
  public int status;

  /** Bytes as the source counts them; {@link #ABSENT} if the log has none for this line. */
  public long bytesSent;

  /** User agent, not yet decoded; see {@link LineParser#userAgentEncoding()}. */
  public final Slice userAgent = new Slice();

  /** Host the client asked for. */
  public final Slice host = new Slice();

  /** Where the CDN served from: POP, data centre, colo. */
  public final Slice edgeLocation = new Slice();

  /** Client country as logged: an ISO 3166 code or an English name. */
  public final Slice country = new Slice();

  public CacheStatus cacheStatus;

  /** Traffic inside the CDN (shield, tiered fill, worker subrequest), not a client's request. */
  public boolean cdnInternal;

  /** First byte of the range that was served, {@link #ABSENT} if not a range or not logged. */
  public long rangeStart;

  /** Announced length of the body, {@link #ABSENT} if not logged. */
  public long contentLength;

  /** How long the transfer took, microseconds; {@link #ABSENT} if not logged. */
  public long durationMicros;

  /** The CDN's id of the request. */
  public final Slice requestId = new Slice();

  /** Package name, version and type where the origin's headers are logged (PyPI). */
  public final Slice packageName = new Slice();

  public final Slice packageVersion = new Slice();
  public final Slice packageType = new Slice();

  /**
   * Of a line that is rejected, the bytes that could not be read, where the parser has them at
   * hand. For explanations: nothing clears it but whoever wants to look at it.
   */
  public final Slice fault = new Slice();

  /** Says that {@code bytes[from, to)} is why a line is rejected. */
  LineOutcome reject(LineOutcome reason, byte[] bytes, int from, int to) {
    fault.set(bytes, from, to);
    return reason;
  }

  /** Forgets the last line. A parser calls it first. */
  public void clear() {
    timeMicros = 0;
    client.setAbsent();
    method.setAbsent();
    target.setAbsent();
    query.setAbsent();
    status = 0;
    bytesSent = ABSENT;
    userAgent.setAbsent();
    host.setAbsent();
    edgeLocation.setAbsent();
    country.setAbsent();
    cacheStatus = CacheStatus.UNKNOWN;
    cdnInternal = false;
    rangeStart = ABSENT;
    contentLength = ABSENT;
    durationMicros = ABSENT;
    requestId.setAbsent();
    packageName.setAbsent();
    packageVersion.setAbsent();
    packageType.setAbsent();
  }
}
