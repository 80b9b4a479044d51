package org.truecost.ingest.format;

/** How a format wraps a text field, so that it is unwrapped only when somebody reads it. */
public enum TextEncoding {
  /** As it is. */
  PLAIN,
  /** Percent-encoded once. */
  PERCENT,
  /** Percent-encoded once or twice (CloudFront). */
  PERCENT_TWICE,
  /** Percent-encoded with {@code +} for space (Akamai, W3C). */
  PERCENT_PLUS
}
