package org.truecost.ingest.sample;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Names log files as their CDN does, and opens them for writing. */
final class SampleFiles {
  private SampleFiles() {}

  /** A path below the source's directory for a file that begins with events of {@code micros}. */
  static String name(SampleSource source, long micros, long noise) {
    LineBuffer out = new LineBuffer();
    switch (source.naming()) {
      case CLOUDFRONT -> {
        out.put("E1EXAMPLE0000.");
        SampleClock.date(out, micros).put('-').padded(hour(micros), 2).put('.').hex(noise, 8);
        out.put(".gz");
      }
      case FASTLY -> {
        SampleClock.iso(out, micros).put(".000-").base64(noise).base64(Hashing.mix(noise));
        out.put(".log.gz");
      }
      case FASTLY_BY_MINUTE -> {
        slashedDate(out, micros).put('/').padded(hour(micros), 2).put("/00/");
        SampleClock.iso(out, micros).put(".000-").base64(noise).put(".log.gz");
      }
      case LOGPUSH -> {
        compactDate(out, micros).put('/');
        compactDate(out, micros).put('T').padded(hour(micros), 2).put("0000Z_");
        compactDate(out, micros).put('T').padded(hour(micros), 2).put("5959Z_").hex(noise, 8);
        out.put(".log.gz");
      }
      case AZURE -> {
        out.put("resourceId=/SUBSCRIPTIONS/00000000-0000-0000-0000-000000000000/y=");
        String date = text(SampleClock.date(new LineBuffer(), micros));
        out.put(date.substring(0, 4)).put("/m=").put(date.substring(5, 7)).put("/d=");
        out.put(date.substring(8)).put("/h=").padded(hour(micros), 2).put("/m=00/PT1H.json.gz");
      }
      case AKAMAI -> {
        out.put("ak-123456-").put(micros / 1_000_000).put('-').put(noise >>> 45).put("-ds.gz");
      }
      case S3 -> {
        SampleClock.date(out, micros).put('-').padded(hour(micros), 2).put("-00-00-");
        out.hex(noise, 16).put(".gz");
      }
      case SERVER -> {
        out.put("access.log-");
        compactDate(out, micros).padded(hour(micros), 2).put(".gz");
      }
    }
    return text(out);
  }

  private static String text(LineBuffer out) {
    return new String(out.bytes(), 0, out.length(), java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static LineBuffer compactDate(LineBuffer out, long micros) {
    String date = text(SampleClock.date(new LineBuffer(), micros));
    return out.put(date.substring(0, 4)).put(date.substring(5, 7)).put(date.substring(8));
  }

  private static LineBuffer slashedDate(LineBuffer out, long micros) {
    String date = text(SampleClock.date(new LineBuffer(), micros));
    out.put(date.substring(0, 4)).put('/').put(date.substring(5, 7)).put('/');
    return out.put(date.substring(8));
  }

  private static long hour(long micros) {
    return Math.floorMod(micros, 86_400_000_000L) / 3_600_000_000L;
  }

  /**
   * Opens a gzip file, with its directories. Its header has no time, so that equal content gives
   * equal bytes.
   */
  static OutputStream open(Path file, boolean quick) throws IOException {
    Files.createDirectories(file.getParent());
    OutputStream stored = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    return new BufferedOutputStream(new Gzip(stored, quick ? 1 : 9), 1 << 16);
  }

  /** The JDK's gzip at a chosen level: large benchmark inputs are bound by it. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out, int level) throws IOException {
      super(out, 1 << 16);
      def.setLevel(level);
    }
  }
}
