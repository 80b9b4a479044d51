package org.truecost.ingest.format;

import org.truecost.source.FormatSpec;

/** A way of writing log lines. Stateless; its parsers hold the state. */
public interface LogFormat {
  /** The name in {@code sources.yaml}: {@code cloudfront}, {@code fastly-crates-io}, … */
  String name();

  /**
   * A parser for one file.
   *
   * @param spec the source's {@code format:} entry, for formats that are configured by it
   * @throws IllegalArgumentException if {@code spec} cannot be used, with a message for a person
   */
  LineParser parser(FormatSpec spec);

  /** What lines of this format can support, field by field, for {@code truecost doctor}. */
  FormatFields fields();

  /** Whether lines have {@link LogRequest#requestId}. */
  default boolean logsRequestId(FormatSpec spec) {
    return fields().logged().containsKey("request_id");
  }
}
