package org.truecost.metering.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

/** Small CloudFront logs, and the source that reads them. */
final class CloudFrontLogs {
  static final String SOURCES =
      """
      sources:
        - id: static
          registry: crates-io
          provider: cloudfront
          billing_account: account
          format: cloudfront
          files: ["cf/*"]
          bytes: body_and_headers
          region_from: edge_location
          valid_from: 2020-01-01
      """;

  /** Not the columns of a file without a header. */
  static final String HEADER =
      "#Version: 1.0\n"
          + "#Fields: date time sc-bytes c-ip cs-method cs-uri-stem sc-status time-taken"
          + " x-edge-location\n";

  private CloudFrontLogs() {}

  static String line(int second) {
    return line("2026-10-03", "10:15:" + (10 + second), "1000", "192.0.2.1", "200", "0.1");
  }

  static String line(
      String date, String time, String bytes, String client, String status, String taken) {
    return String.join(
            "\t", date, time, bytes, client, "GET", "/crates/a/a-1.0.0.crate", status, taken, "IAD")
        + "\n";
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(stored)) {
      gzip.write(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    return stored.toByteArray();
  }
}
