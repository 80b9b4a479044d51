package org.truecost.ingest.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.truecost.source.FormatSpec;

/**
 * Any log of one JSON object a line, by a mapping in {@code sources.yaml} from our fields to the
 * log's, in which dots descend: {@code { json: { time: ts, client_ip: net.ip, … } }}.
 *
 * <p>{@code time} may be RFC 3339 or seconds, milliseconds, microseconds or nanoseconds since 1970;
 * {@code url} a path, a path with its query, or absolute; {@code range_start} a number or the text
 * of a Range or Content-Range header; {@code cdn_internal} true, {@code "true"} or 1. Duration
 * comes in one of three units. Fastly's syslog prefix before the object is skipped.
 */
final class JsonFormat implements LogFormat {
  private static final List<String> DURATIONS =
      List.of(
          JsonFieldMapping.DURATION_SECONDS,
          JsonFieldMapping.DURATION_MILLIS,
          JsonFieldMapping.DURATION_MICROS);

  @Override
  public String name() {
    return FormatSpec.JSON;
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    List<String> problems = problems(spec.json());
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    JsonFieldMapping mapping = new JsonFieldMapping(spec.json());
    return (bytes, from, to, request) -> {
      int object = SyslogPrefix.endBeforeObject(bytes, from, to);
      LineOutcome outcome = mapping.read(bytes, object, to, request);
      return outcome == LineOutcome.BLANK && object != from ? LineOutcome.MALFORMED : outcome;
    };
  }

  @Override
  public boolean logsRequestId(FormatSpec spec) {
    return spec.json().containsKey(JsonFieldMapping.REQUEST_ID);
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.of("status", "as mapped: every field that the mapping names is logged"),
        Map.of(
            "client_ip", "map client_ip",
            "method", "map method",
            "bytes_sent", "map bytes_sent",
            "user_agent", "map user_agent",
            "edge_location", "map edge_location",
            "cache_status", "map cache_status",
            "duration", "map duration_s, duration_ms or duration_us",
            "range_start", "map range_start",
            "request_id", "map request_id",
            "cdn_internal", "map cdn_internal"));
  }

  /** Everything that is wrong with a mapping, in the order of its keys. */
  private static List<String> problems(Map<String, String> mapping) {
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(mapping).entrySet()) {
      String field = entry.getKey();
      String path = entry.getValue();
      if (!JsonFieldMapping.NAMES.contains(field)) {
        problems.add(
            "json: no field '"
                + field
                + "'; the keys are ours, the values the log's. Ours are "
                + String.join(", ", JsonFieldMapping.NAMES));
      }
      if (path.isBlank() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
        problems.add(
            "json: "
                + field
                + ": '"
                + path
                + "' is not a name of a field in the log; write it as it stands there, with a dot"
                + " between the names of nested objects (http.status)");
      }
    }
    for (String field : JsonFieldMapping.REQUIRED) {
      if (!mapping.containsKey(field)) {
        problems.add(
            "json: no '" + field + "', which every line needs; add '" + field + ": <its name>'");
      }
    }
    if (DURATIONS.stream().filter(mapping::containsKey).count() > 1) {
      problems.add("json: more than one duration; keep one of " + String.join(", ", DURATIONS));
    }
    return problems;
  }
}
