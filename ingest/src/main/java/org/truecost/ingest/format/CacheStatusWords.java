package org.truecost.ingest.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.truecost.request.CacheStatus;

/**
 * The words in which CDNs say how their cache answered, as the five answers they share; case does
 * not matter.
 *
 * <p>Only an answer from the edge's own or another cache is a hit. What was found expired and
 * fetched whole from the origin is a miss (Cloudflare's {@code expired}), for its bytes left the
 * origin; what was revalidated or served stale is a refresh. Fastly's states carry suffixes ({@code
 * MISS-WAIT-CLUSTER}): an unknown word is cut at its last hyphen and tried again. A word that says
 * nothing of the cache ({@code N/A}, a redirect made at the edge) is unknown.
 */
final class CacheStatusWords {
  private static final int SIZE = 256;

  /** Longer than any word with its suffixes; what is longer is a mistake, not worth a search. */
  private static final int LONGEST = 40;

  private static final byte[][] WORDS = new byte[SIZE][];
  private static final CacheStatus[] MEANINGS = new CacheStatus[SIZE];

  static {
    // Fastly's fastly_info.state and X-Cache, Cloudflare's CacheCacheStatus, Azure Front Door's
    // cacheStatus, CloudFront's x-edge-result-type, nginx's $upstream_cache_status.
    mean(
        CacheStatus.HIT,
        "hit",
        "tcp_hit",
        "remote_hit",
        "tcp_remote_hit",
        "partial_hit",
        "tcp_partial_hit",
        "stream_hit",
        "originshieldhit");
    mean(CacheStatus.MISS, "miss", "tcp_miss", "expired");
    mean(
        CacheStatus.PASS,
        "pass",
        "hitpass",
        "bypass",
        "dynamic",
        "ignored",
        "config_nocache",
        "cache_noconfig",
        "private_nostore");
    mean(
        CacheStatus.REFRESH,
        "refreshhit",
        "revalidated",
        "stale",
        "updating",
        "hit-stale",
        "tcp_refresh_hit");
    mean(CacheStatus.ERROR, "error", "limitexceeded", "capacityexceeded");
  }

  private CacheStatusWords() {}

  /**
   * What {@code bytes[from, to)} means; {@link CacheStatus#UNKNOWN} if nobody said. Of an X-Cache
   * list ({@code MISS, HIT}: shield, edge) the last counts, for it answered the client; of {@code
   * Hit from somewhere} the first word.
   */
  static CacheStatus of(byte[] bytes, int from, int to) {
    if (to - from > LONGEST) {
      return CacheStatus.UNKNOWN;
    }
    int start = to;
    while (start > from && bytes[start - 1] != ',') {
      start--;
    }
    while (start < to && bytes[start] == ' ') {
      start++;
    }
    int end = start;
    while (end < to && bytes[end] != ' ') {
      end++;
    }
    return word(bytes, start, end);
  }

  private static CacheStatus word(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from) {
      int at = hash(bytes, from, end) & SIZE - 1;
      while (WORDS[at] != null) {
        if (isWord(WORDS[at], bytes, from, end)) {
          return MEANINGS[at];
        }
        at = (at + 1) & (SIZE - 1);
      }
      do {
        end--;
      } while (end > from && bytes[end] != '-');
    }
    return CacheStatus.UNKNOWN;
  }

  private static void mean(CacheStatus meaning, String... words) {
    for (String text : words) {
      byte[] word = text.getBytes(StandardCharsets.US_ASCII);
      int at = hash(word, 0, word.length) & SIZE - 1;
      while (WORDS[at] != null) {
        if (Arrays.equals(WORDS[at], word)) {
          throw new IllegalStateException("Said twice: " + text);
        }
        at = (at + 1) & (SIZE - 1);
      }
      WORDS[at] = word;
      MEANINGS[at] = meaning;
    }
  }

  private static boolean isWord(byte[] word, byte[] bytes, int from, int to) {
    if (word.length != to - from) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (lower(bytes[from + i]) != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 0x811C9DC5;
    for (int i = from; i < to; i++) {
      hash = (hash ^ lower(bytes[i])) * 0x01000193;
    }
    return hash ^ hash >>> 15;
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
  }
}
