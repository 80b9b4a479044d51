package org.truecost.ingest.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

  /**
   * Why lines as {@code spec} describes them have no request id, with what to do about it; empty if
   * they have one.
   */
  public static Optional<String> requestIdProblem(FormatSpec spec) {
    LogFormat format = byName(spec.name()).orElseThrow();
    if (format.logsRequestId(spec)) {
      return Optional.empty();
    }
    String others =
        ALL.stream()
            .filter(one -> one.fields().logged().containsKey("request_id"))
            .map(one -> one.name() + " (" + one.fields().logged().get("request_id") + ")")
            .collect(Collectors.joining(", "));
    String remedy = format.fields().switchOn().get("request_id");
    return Optional.of(
        "needs a request id in each line, and the format "
            + format.name()
            + " has none"
            + (remedy == null ? "" : ": " + remedy)
            + "; formats with one are "
            + others
            + ", a log_format with $request_id or %{UNIQUE_ID}e, and a json mapping with"
            + " request_id");
  }
}
