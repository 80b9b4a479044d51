package org.truecost.ingest.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.truecost.request.CacheStatus;

/**
 * The words in which CDNs say how their cache answered, as the five answers they share; case does
 * not matter.
 *
 * <p>Only an answer from the edge's own or another cache is a hit. What was found expired and
 * fetched whole from the origin is a miss ({@code expired} of Cloudflare and nginx), for its bytes
 * left the origin; what was revalidated or served stale is a refresh. An answer that the edge made
 * itself, a redirect or a function's, passed the cache by. Fastly's states carry suffixes ({@code
 * MISS-WAIT-CLUSTER}): an unknown word is cut at its last hyphen and tried again. A word that says
 * nothing of the cache ({@code N/A}) is unknown, as are CloudFront's detailed kinds of failure
 * ({@code ClientCommError}, {@code OriginDnsError}, …): the plain column says {@code Error} for
 * them.
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
    // MissGeneratedResponse is a miss that an edge function answered in the origin's place.
    mean(CacheStatus.MISS, "miss", "tcp_miss", "expired", "missgeneratedresponse");
    mean(
        CacheStatus.PASS,
        "pass",
        "hitpass",
        "bypass",
        "dynamic",
        "ignored",
        "config_nocache",
        "cache_noconfig",
        "private_nostore",
        "redirect",
        "functiongeneratedresponse");
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
    // Mostly there is one word, and no word of ours has a comma or a space.
    CacheStatus known = exactly(bytes, from, to);
    return known != null ? known : answering(bytes, from, to);
  }

  private static CacheStatus answering(byte[] bytes, int from, int to) {
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
    return end - start > LONGEST ? CacheStatus.UNKNOWN : withoutSuffixes(bytes, start, end);
  }

  private static CacheStatus withoutSuffixes(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from) {
      CacheStatus known = exactly(bytes, from, end);
      if (known != null) {
        return known;
      }
      do {
        end--;
      } while (end > from && bytes[end] != '-');
    }
    return CacheStatus.UNKNOWN;
  }

  private static CacheStatus exactly(byte[] bytes, int from, int to) {
    if (from == to) {
      return null;
    }
    int at = hash(bytes, from, to) & SIZE - 1;
    while (WORDS[at] != null) {
      if (isWord(WORDS[at], bytes, from, to)) {
        return MEANINGS[at];
      }
      at = (at + 1) & (SIZE - 1);
    }
    return null;
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

  /** Of the length and three letters, for most lines say {@code Hit} or {@code Miss}. */
  private static int hash(byte[] bytes, int from, int to) {
    int length = to - from;
    int hash = lower(bytes[from]) * 31 + lower(bytes[from + (length >> 1)]);
    hash = (hash * 31 + lower(bytes[to - 1])) * 31 + length;
    return hash ^ hash >>> 8;
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
  }
}
