package org.truecost.download;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.truecost.request.HttpMethod;
import org.truecost.request.RequestKind;

/**
 * What counts as a download: one named, versioned definition. Its {@link #label()} stands in every
 * row it decided, so that a changed definition is never mistaken for changed traffic.
 *
 * <p>Three questions, in the order of their price: {@link #countedUntil} once per distinct path,
 * {@link #admits} once per distinct user agent, {@link #counts} once per request; the last
 * allocates nothing.
 */
public final class DownloadDefinition {
  /** A path that never counts, as {@link #countedUntil} answers. */
  public static final long NEVER = Long.MIN_VALUE;

  /** A number the log does not hold. */
  public static final long ABSENT = -1;

  private final String id;
  private final String version;
  private final long methods;
  private final boolean[] statuses;
  private final PartialContent partialContent;
  private final boolean countsTruncated;
  private final boolean countsCdnInternal;
  private final boolean countsWithQuery;
  private final List<PathRule> paths;
  private final UserAgentFilter userAgents;

  /** What a definition says of an answer, apart from paths and user agents. */
  record Answers(
      Set<HttpMethod> methods,
      Set<Integer> statuses,
      PartialContent partialContent,
      boolean countsTruncated,
      boolean countsCdnInternal,
      boolean countsWithQuery) {
    Answers {
      methods = methods.isEmpty() ? EnumSet.noneOf(HttpMethod.class) : EnumSet.copyOf(methods);
      statuses = Set.copyOf(statuses);
      requireNonNull(partialContent, "partialContent");
    }
  }

  DownloadDefinition(
      String id, String version, Answers answers, List<PathRule> paths, UserAgentFilter agents) {
    this.id = requireNonNull(id, "id");
    this.version = requireNonNull(version, "version");
    long mask = 0;
    for (HttpMethod method : answers.methods()) {
      mask |= 1L << method.ordinal();
    }
    this.methods = mask;
    this.statuses = new boolean[600];
    for (int status : answers.statuses()) {
      statuses[status] = true;
    }
    this.partialContent = answers.partialContent();
    this.countsTruncated = answers.countsTruncated();
    this.countsCdnInternal = answers.countsCdnInternal();
    this.countsWithQuery = answers.countsWithQuery();
    this.paths = List.copyOf(paths);
    this.userAgents = requireNonNull(agents, "agents");
  }

  public String id() {
    return id;
  }

  public String version() {
    return version;
  }

  /** {@code default/2026-11}: the value of the column {@code definition_version}. */
  public String label() {
    return id + "/" + version;
  }

  /**
   * Until when requests of a path count: an event time in microseconds since 1970 UTC, {@link
   * Long#MAX_VALUE} for ever, {@link #NEVER} for not at all. Ask once per distinct path.
   *
   * @param readKind what the path is when read
   * @param file the file it names, empty if none
   */
  public long countedUntil(RequestKind readKind, String file) {
    long until = NEVER;
    for (PathRule rule : paths) {
      if (rule.covers(readKind, file)) {
        until = Math.max(until, rule.untilMicros());
      }
    }
    return until;
  }

  /**
   * Whether requests of this user agent count, where the definition filters at all. Ask once per
   * distinct user agent.
   *
   * @param userAgent decoded, or null if the log line has none
   */
  public boolean admits(String userAgent) {
    return userAgents.admits(userAgent);
  }

  /**
   * Whether one request is one download.
   *
   * @param countedUntil answer of {@link #countedUntil} for its path
   * @param kind what the request was, method and status considered
   * @param status HTTP status; 0 if the client left before the answer
   * @param rangeStart first byte served, {@link #ABSENT} if not a range or not logged
   * @param bytesSent bytes as the source counts them, {@link #ABSENT} if not logged
   * @param contentLength announced length, {@link #ABSENT} if not logged
   * @param admitted answer of {@link #admits} for its user agent
   * @param hasQuery whether the logged URL had a query behind its path
   * @param timeMicros event time, microseconds since 1970 UTC
   */
  public boolean counts(
      long countedUntil,
      RequestKind kind,
      HttpMethod method,
      int status,
      long rangeStart,
      long bytesSent,
      long contentLength,
      boolean admitted,
      boolean hasQuery,
      long timeMicros) {
    if (timeMicros >= countedUntil || (methods >>> method.ordinal() & 1) == 0) {
      return false;
    }
    if (!countsStatus(status, rangeStart)
        || (!countsTruncated && isTruncated(status, bytesSent, contentLength))) {
      return false;
    }
    if (kind == RequestKind.REDIRECT || (kind == RequestKind.CDN_INTERNAL && !countsCdnInternal)) {
      return false;
    }
    return (countsWithQuery || !hasQuery) && (admitted || timeMicros < userAgents.sinceMicros());
  }

  /**
   * Why a request is no download, in the words of a definition's file; empty if it {@link #counts}.
   * For people: it takes the same answers, and its time.
   */
  public Optional<String> objection(
      long countedUntil,
      RequestKind kind,
      HttpMethod method,
      int status,
      long rangeStart,
      long bytesSent,
      long contentLength,
      boolean admitted,
      boolean hasQuery,
      long timeMicros) {
    if (countedUntil == NEVER) {
      return Optional.of("paths: none of them covers this path");
    }
    if (timeMicros >= countedUntil) {
      return Optional.of("paths: this path counted only until before the event");
    }
    if ((methods >>> method.ordinal() & 1) == 0) {
      return Optional.of("methods: " + method + " is not among them");
    }
    if (!countsStatus(status, rangeStart)) {
      return Optional.of(
          status == 206
              ? "partial_content: " + partialContent.label() + " does not take this range"
              : "statuses: " + status + " is not among them");
    }
    if (!countsTruncated && isTruncated(status, bytesSent, contentLength)) {
      return Optional.of("truncated: fewer bytes were sent than announced");
    }
    if (kind == RequestKind.REDIRECT) {
      return Optional.of("a redirect is never a download");
    }
    if (kind == RequestKind.CDN_INTERNAL && !countsCdnInternal) {
      return Optional.of("cdn_internal: the request came from inside the CDN");
    }
    if (!countsWithQuery && hasQuery) {
      return Optional.of("with_query: the URL has a query");
    }
    return admitted || timeMicros < userAgents.sinceMicros()
        ? Optional.empty()
        : Optional.of("user_agents: this one is not counted");
  }

  private boolean countsStatus(int status, long rangeStart) {
    if (status == 206) {
      return partialContent.counts(rangeStart);
    }
    return status >= 0 && status < statuses.length && statuses[status];
  }

  /** Whether the file left the server whole: the measures {@code full_requests, full_bytes}. */
  public static boolean isFull(int status, long bytesSent, long contentLength) {
    return status == 200 && !isTruncated(status, bytesSent, contentLength);
  }

  /**
   * Whether it is a further part of a file, or may be one: the measure {@code partial_requests}. A
   * range that is known to start at 0 is not: whoever fetches in ranges begins there, once.
   *
   * @param rangeStart first byte served, {@link #ABSENT} if not a range or not logged
   */
  public static boolean isPartial(int status, long rangeStart) {
    return status == 206 && rangeStart != 0;
  }

  /**
   * Whether the client left before the end of a 200: fewer bytes went out than were announced. With
   * headers in {@code bytesSent} a file cut within its last few hundred bytes looks whole.
   */
  public static boolean isTruncated(int status, long bytesSent, long contentLength) {
    return status == 200 && bytesSent != ABSENT && contentLength > bytesSent;
  }
}
