package org.truecost.ingest.format;

import java.util.Map;

/**
 * Which of our fields a format logs, and what to switch on where it does not by default.
 *
 * @param logged our field ({@code client_ip}, {@code bytes_sent}, {@code user_agent}, {@code
 *     range_start}, {@code edge_location}, {@code cache_status}, {@code duration}, {@code
 *     request_id}, {@code country}, {@code content_length}, {@code cdn_internal}, {@code method},
 *     {@code status}) to the log's own name for it
 * @param switchOn our field to what an operator does at this CDN to get it into the log
 */
public record FormatFields(Map<String, String> logged, Map<String, String> switchOn) {
  public FormatFields {
    logged = Map.copyOf(logged);
    switchOn = Map.copyOf(switchOn);
  }
}
