package org.truecost.metering.replay;

import java.util.Map;
import org.truecost.tables.CoveredFile;

/**
 * What a file is known by once it is decoded.
 *
 * @param digest SHA-256 of all its bytes
 * @param bytes how many these are
 * @param prefixes SHA-256 of its beginnings, by the lengths that were asked for
 * @param beginnings as {@link CoveredFile#beginnings}
 */
record Decoded(String digest, long bytes, Map<Long, String> prefixes, String beginnings) {
  /** Whether it is a metered file, or begins with it. */
  boolean holds(CoveredFile metered) {
    return digest.equals(metered.decodedDigest())
        || metered.decodedDigest().equals(prefixes.get(metered.decodedBytes()));
  }
}
