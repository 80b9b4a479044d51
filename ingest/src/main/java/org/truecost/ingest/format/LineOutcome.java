package org.truecost.ingest.format;

/** What a line turned out to be. Everything but the first three is a reason for rejection. */
public enum LineOutcome {
  /** A request; the fields of the {@link LogRequest} are filled. */
  REQUEST,
  /** A line about lines, such as CloudFront's {@code #Fields}. */
  DIRECTIVE,
  /** Nothing but white space. */
  BLANK,

  /** The line does not have the format's shape. */
  MALFORMED,
  /** Fewer fields than the format or the header in force promises. */
  TOO_FEW_FIELDS,
  /** A field the pipeline cannot do without is missing: time, path or status. */
  MISSING_FIELD,
  /** A version of the format that this parser does not know. */
  UNKNOWN_VERSION,
  /** A data line before any header that says what its columns are. */
  NO_HEADER,
  BAD_TIME,
  BAD_STATUS,
  BAD_BYTES,
  BAD_METHOD,
  BAD_CLIENT,
  /** Another known format than the one configured (a hex.pm line in a RubyGems log). */
  OTHER_FORMAT,

  // Reasons that no parser gives, but the pipeline around it.
  /** Longer than the longest line that is kept; the reject holds its length. */
  LINE_TOO_LONG,
  /** More than 2^40 bytes in one response. */
  BYTES_OUT_OF_RANGE,
  /** Event time before the source's validity. */
  BEFORE_VALIDITY,
  /** Event time after the source's validity. */
  AFTER_VALIDITY,
  /** Event time more than five minutes after {@code --as-of}. */
  IN_THE_FUTURE,
  /** A host that the source does not expect. */
  UNEXPECTED_HOST,
  /** The compressed stream broke here; what came before is kept. */
  CORRUPT_COMPRESSION,
  /** The compressed stream grew beyond the allowed ratio. */
  COMPRESSION_BOMB,
  /** The file could not be opened or read. */
  UNREADABLE_FILE,
  /** A Kafka record that calls itself a block of lines and is none. */
  NOT_A_BLOCK,
  /** Lines of a source that the configuration does not have. */
  UNKNOWN_SOURCE;

  private final String label = name().toLowerCase(java.util.Locale.ROOT);

  /** Whether the line is lost to the tables and goes to the rejects. */
  public boolean isReject() {
    return ordinal() > BLANK.ordinal();
  }

  /** The name used in Parquet and reports. */
  public String label() {
    return label;
  }
}
