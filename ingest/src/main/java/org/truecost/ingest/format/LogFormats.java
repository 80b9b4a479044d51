package org.truecost.ingest.format;

import java.util.List;
import java.util.Optional;
import org.truecost.source.FormatSpec;

/** Every log format, listed once. */
public final class LogFormats {
  private static final List<LogFormat> ALL =
      List.of(
          new CloudFrontFormat(),
          new FastlyCratesIoFormat(),
          new FastlyRubygemsFormat(),
          new FastlyOpenVsxFormat(),
          new FastlyTextFormat(),
          new PypiAccessFormat(),
          new PypiLinehaulFormat(),
          new CloudflareLogpushFormat(),
          new AkamaiDatastream2Format(),
          new AzureFrontDoorFormat(),
          new AzureStorageFormat(),
          new S3AccessFormat(),
          new CombinedFormat(),
          new ConfiguredTextFormat(),
          new JsonFormat());

  private LogFormats() {}

  public static List<LogFormat> all() {
    return ALL;
  }

  /** The format called {@code name}, if there is one. */
  public static Optional<LogFormat> byName(String name) {
    return ALL.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /**
   * A parser for lines as {@code spec} describes them.
   *
   * @throws IllegalArgumentException if there is no such format, or its string or mapping is wrong
   */
  public static LineParser parserFor(FormatSpec spec) {
    return byName(spec.name())
        .orElseThrow(() -> new IllegalArgumentException("No log format: " + spec.name()))
        .parser(spec);
  }
}
