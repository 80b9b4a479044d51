package org.truecost.metering.replay;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Logs of a CDN that delivers some lines again, here and there, and what they are without. */
final class RedeliveredLogs {
  static final String ONCE = CloudFrontLogs.SOURCES;
  static final String DEDUP = withDedup("PT6H", "64MiB");

  static final String HEADER =
      "#Version: 1.0\n"
          + "#Fields: date time sc-bytes c-ip cs-method cs-uri-stem sc-status time-taken"
          + " x-edge-location cs(User-Agent) x-edge-request-id\n";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd\tHH:mm:ss").withZone(ZoneOffset.UTC);
  private static final String[] AGENTS = {"cargo%20crates.io", "curl/8.5.0", "Mozilla/5.0", "-"};

  /** Lines that count, in order of time. */
  final List<String> once = new ArrayList<>();

  /** Files with all deliveries. */
  final List<String> files = new ArrayList<>();

  /** Lines in all files. */
  long delivered;

  RedeliveredLogs(long seed, int lines, int fileCount, Instant start, int seconds) {
    Random random = new Random(seed);
    List<List<String>> deliveries = new ArrayList<>();
    for (int i = 0; i < fileCount; i++) {
      deliveries.add(new ArrayList<>());
    }
    for (int i = 0; i < lines; i++) {
      Instant time = start.plusSeconds((long) i * seconds / lines);
      // Two lines differ by bytes alone, as a CDN's rare twins of one id do.
      String id = random.nextInt(20) == 0 ? "twin-" + i / 2 : "id-" + seed + "-" + i;
      String line = line(time, 1_000 + i, random, id);
      once.add(line);
      for (int copies = 1 + Math.max(0, random.nextInt(6) - 3); copies > 0; copies--) {
        List<String> file = deliveries.get(random.nextInt(fileCount));
        file.add(random.nextInt(file.size() + 1), line);
        delivered++;
      }
    }
    for (List<String> file : deliveries) {
      files.add(HEADER + String.join("", file));
    }
  }

  static String line(Instant time, long bytes, Random random, String id) {
    return String.join(
            "\t",
            TIME.format(time),
            Long.toString(bytes),
            "192.0.2." + random.nextInt(200),
            "GET",
            "/crates/p" + random.nextInt(50) + "/p" + random.nextInt(50) + "-1.0.0.crate",
            random.nextInt(10) == 0 ? "404" : "200",
            random.nextInt(4) == 0 ? "900.5" : "0.1",
            random.nextBoolean() ? "IAD" : "FRA",
            AGENTS[random.nextInt(AGENTS.length)],
            id)
        + "\n";
  }

  static String withDedup(String horizon, String memory) {
    return ONCE
        + "    dedup: { by: request_id, horizon: "
        + horizon
        + ", memory: "
        + memory
        + " }\n";
  }
}
