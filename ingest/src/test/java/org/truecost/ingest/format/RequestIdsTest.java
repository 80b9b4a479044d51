package org.truecost.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.source.FormatSpec;

class RequestIdsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "cloudfront",
        "s3-access",
        "cloudflare-logpush",
        "akamai-datastream2",
        "azure-front-door",
        "azure-storage"
      })
  void linesHaveThemIn(String format) {
    assertThat(LogFormats.requestIdProblem(FormatSpec.named(format))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"combined", "fastly-crates-io", "fastly-rubygems", "pypi-access", "pypi-linehaul"})
  void linesHaveNoneIn(String format) {
    assertThat(LogFormats.requestIdProblem(FormatSpec.named(format)).orElseThrow())
        .startsWith("needs a request id in each line, and the format " + format + " has none")
        .contains("cloudfront (x-edge-request-id)", "s3-access (Request ID)", "(RayID)", "(reqId)")
        .doesNotContain("combined (")
        .endsWith(
            "a log_format with $request_id or %{UNIQUE_ID}e, and a json mapping with request_id");
  }

  @Test
  void ownFormatsHaveThemIfTheyNameThem() {
    String line = "$remote_addr [$time_local] \"$request\" $status $body_bytes_sent";

    assertThat(LogFormats.requestIdProblem(text(line))).isPresent();
    assertThat(LogFormats.requestIdProblem(text(line + " $request_id"))).isEmpty();
    assertThat(LogFormats.requestIdProblem(json(Map.of("time", "t", "url", "u", "status", "s"))))
        .isPresent();
    assertThat(
            LogFormats.requestIdProblem(
                json(Map.of("time", "t", "url", "u", "status", "s", "request_id", "id"))))
        .isEmpty();
  }

  private static FormatSpec text(String logFormat) {
    return new FormatSpec(FormatSpec.LOG_FORMAT, logFormat, Map.of());
  }

  private static FormatSpec json(Map<String, String> fields) {
    return new FormatSpec(FormatSpec.JSON, "", fields);
  }
}
