package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.truecost.request.CacheStatus;

/** What text logs call the answer of a cache. */
final class CacheWords {
  private static final byte[] HIT = upper("HIT");
  private static final byte[] HIT_STALE = upper("HIT-STALE");
  private static final byte[] MISS = upper("MISS");
  private static final byte[] PASS = upper("PASS");
  private static final byte[] BYPASS = upper("BYPASS");
  private static final byte[] EXPIRED = upper("EXPIRED");
  private static final byte[] STALE = upper("STALE");
  private static final byte[] UPDATING = upper("UPDATING");
  private static final byte[] REVALIDATED = upper("REVALIDATED");
  private static final byte[] ERROR = upper("ERROR");
  private static final byte[] REFRESH_HIT = upper("REFRESHHIT");
  private static final byte[] ORIGIN_SHIELD_HIT = upper("ORIGINSHIELDHIT");
  private static final byte[] LIMIT_EXCEEDED = upper("LIMITEXCEEDED");
  private static final byte[] CAPACITY_EXCEEDED = upper("CAPACITYEXCEEDED");
  private static final byte[] REDIRECT = upper("REDIRECT");
  private static final byte[] FUNCTION = upper("FUNCTIONGENERATEDRESPONSE");

  private CacheWords() {}

  /**
   * CloudFront's {@code x-edge-result-type} and {@code x-edge-detailed-result-type}. The detailed
   * kinds of failure ({@code ClientCommError}, {@code OriginDnsError}, …) are unknown here, so that
   * the plain column, which says {@code Error} for them, decides.
   */
  static CacheStatus cloudFront(byte[] bytes, int from, int to) {
    if (is(bytes, from, to, HIT) || is(bytes, from, to, ORIGIN_SHIELD_HIT)) {
      return CacheStatus.HIT;
    }
    // MissGeneratedResponse is a miss that an edge function answered in the origin's place.
    if (begins(bytes, from, to, MISS)) {
      return CacheStatus.MISS;
    }
    if (is(bytes, from, to, REFRESH_HIT)) {
      return CacheStatus.REFRESH;
    }
    if (is(bytes, from, to, REDIRECT) || is(bytes, from, to, FUNCTION)) {
      return CacheStatus.PASS;
    }
    if (is(bytes, from, to, ERROR)
        || is(bytes, from, to, LIMIT_EXCEEDED)
        || is(bytes, from, to, CAPACITY_EXCEEDED)) {
      return CacheStatus.ERROR;
    }
    return CacheStatus.UNKNOWN;
  }

  /**
   * {@code X-Cache}, Fastly's {@code fastly_info.state} and nginx' {@code $upstream_cache_status}.
   * In a list ({@code MISS, HIT}: shield, then edge) the last cache is the one that answered the
   * client.
   */
  static CacheStatus of(byte[] bytes, int from, int to) {
    int start = to;
    while (start > from && bytes[start - 1] != ',' && bytes[start - 1] != ' ') {
      start--;
    }
    // "Hit from cloudfront": no list, the first word counts.
    if (start > from && bytes[start - 1] == ' ' && (start < from + 2 || bytes[start - 2] != ',')) {
      start = from;
    }
    if (begins(bytes, start, to, HIT_STALE)
        || begins(bytes, start, to, STALE)
        || begins(bytes, start, to, UPDATING)
        || begins(bytes, start, to, REVALIDATED)
        || begins(bytes, start, to, REFRESH_HIT)) {
      return CacheStatus.REFRESH;
    }
    if (begins(bytes, start, to, HIT)) {
      return CacheStatus.HIT;
    }
    // nginx says EXPIRED when it fetched the whole answer anew.
    if (begins(bytes, start, to, MISS) || begins(bytes, start, to, EXPIRED)) {
      return CacheStatus.MISS;
    }
    if (begins(bytes, start, to, PASS) || begins(bytes, start, to, BYPASS)) {
      return CacheStatus.PASS;
    }
    return begins(bytes, start, to, ERROR) ? CacheStatus.ERROR : CacheStatus.UNKNOWN;
  }

  private static boolean is(byte[] bytes, int from, int to, byte[] word) {
    return to - from == word.length && begins(bytes, from, to, word);
  }

  private static boolean begins(byte[] bytes, int from, int to, byte[] word) {
    if (to - from < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      int b = bytes[from + i];
      if ((b >= 'a' && b <= 'z' ? b - 32 : b) != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] upper(String word) {
    return word.getBytes(UTF_8);
  }
}
