package org.truecost.source;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * How a source's lines are written: a named format, a log format string, or a JSON field mapping.
 *
 * @param name a format's name; {@code log-format} or {@code json} for the configurable two
 * @param logFormat the nginx {@code log_format} or Apache {@code LogFormat} string, else empty
 * @param json our field name to the log's field name (dots descend), else empty
 */
public record FormatSpec(String name, String logFormat, Map<String, String> json) {
  public static final String LOG_FORMAT = "log-format";
  public static final String JSON = "json";

  public FormatSpec {
    requireNonNull(name, "name");
    requireNonNull(logFormat, "logFormat");
    json = Map.copyOf(json);
  }

  /** A format known by name. */
  public static FormatSpec named(String name) {
    return new FormatSpec(name, "", Map.of());
  }
}
