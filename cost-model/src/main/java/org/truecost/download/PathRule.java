package org.truecost.download;

import static java.util.Objects.requireNonNull;

import org.truecost.request.RequestKind;

/**
 * A family of paths that count, for a time.
 *
 * @param kind what a path must be when read
 * @param fileSuffix how its file name must end, empty for any
 * @param untilMicros event time, microseconds since 1970 UTC, from which it counts no more; {@link
 *     Long#MAX_VALUE} for ever
 */
record PathRule(RequestKind kind, String fileSuffix, long untilMicros) {
  PathRule {
    requireNonNull(kind, "kind");
    requireNonNull(fileSuffix, "fileSuffix");
  }

  boolean covers(RequestKind readKind, String file) {
    return kind == readKind && file.endsWith(fileSuffix);
  }
}
