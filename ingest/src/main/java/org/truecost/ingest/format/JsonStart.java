package org.truecost.ingest.format;

/**
 * The prefix that Fastly puts before what the customer logs, {@code <134>2026-10-01T12:00:00Z
 * cache-fra1 endpoint[4711]: }, unless the endpoint is configured {@code blank}. Its time is that
 * of the batch, one to ten seconds behind the event's, and is never used.
 */
final class JsonStart {
  private JsonStart() {}

  /** Where the object starts in {@code bytes[from, to)}, {@code to} if there is none. */
  static int of(byte[] bytes, int from, int to) {
    if (from >= to || bytes[from] != '<') {
      return from;
    }
    int at = from;
    while (at < to && bytes[at] != '{') {
      at++;
    }
    return at;
  }
}
