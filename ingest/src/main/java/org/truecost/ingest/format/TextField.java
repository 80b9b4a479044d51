package org.truecost.ingest.format;

/**
 * What stands between two literals of a text log: the field, and how it is written.
 *
 * @param kind the field
 * @param rank of two sources of one {@link Kind.Group} the higher is read ({@code $bytes_sent}
 *     rather than {@code $body_bytes_sent})
 * @param encoding how a target is wrapped: {@code $uri} is already decoded
 * @param dashIsZero whether {@code -} means 0 (Apache's {@code %b})
 */
record TextField(Kind kind, int rank, TextEncoding encoding, boolean dashIsZero) {
  static final TextField SKIPPED = of(Kind.SKIP, 0);

  static TextField of(Kind kind, int rank) {
    return new TextField(kind, rank, TextEncoding.PERCENT, false);
  }

  /** The fields of {@link LogRequest} in the ways text logs write them. */
  enum Kind {
    SKIP(Group.NONE),
    TIME(Group.TIME),
    /** Method, target and protocol in one. */
    REQUEST(Group.REQUEST),
    METHOD(Group.METHOD),
    TARGET(Group.TARGET),
    QUERY(Group.QUERY),
    STATUS(Group.STATUS),
    BYTES(Group.BYTES),
    CONTENT_LENGTH(Group.CONTENT_LENGTH),
    CLIENT(Group.CLIENT),
    USER_AGENT(Group.USER_AGENT),
    HOST(Group.HOST),
    EDGE_LOCATION(Group.EDGE_LOCATION),
    COUNTRY(Group.COUNTRY),
    CACHE(Group.CACHE),
    REQUEST_ID(Group.REQUEST_ID),
    SECONDS(Group.DURATION),
    MILLIS(Group.DURATION),
    MICROS(Group.DURATION),
    /** {@code Range} of the request or {@code Content-Range} of the response. */
    RANGE(Group.RANGE),
    /** Fastly's header that a request from another of its caches carries. */
    FASTLY_FF(Group.INTERNAL);

    private final Group group;

    Kind(Group group) {
      this.group = group;
    }

    Group group() {
      return group;
    }
  }

  /** Kinds that tell the same thing; one of each group is read. */
  enum Group {
    NONE,
    TIME,
    REQUEST,
    METHOD,
    TARGET,
    QUERY,
    STATUS,
    BYTES,
    CONTENT_LENGTH,
    CLIENT,
    USER_AGENT,
    HOST,
    EDGE_LOCATION,
    COUNTRY,
    CACHE,
    REQUEST_ID,
    DURATION,
    RANGE,
    INTERNAL
  }
}
