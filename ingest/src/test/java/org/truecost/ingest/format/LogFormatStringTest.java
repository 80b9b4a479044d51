package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.source.FormatSpec;

class LogFormatStringTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                     | it is empty",
        "$time_local \"$request\"               | no status",
        "$request $status                       | no time",
        "$time_local $status                    | no request and no path",
        "$msec $uri $status$body_bytes_sent     | $status and $body_bytes_sent follow each other",
        "$msec $request_uri ${status            | brace of ${status is not closed",
        "%t %r %{User-Agent                     | brace of %{User-Agent is not closed",
        "%t %r %>s %                            | no directive letter",
        "%t %r %>s %>                           | no directive letter",
        "%{%H o'clock}t %r %>s                  | is in no shape that can be read",
        "log_format main '$msec $uri $status'   | give only the string",
        "just text                              | no time"
      })
  void saysWhatIsWrongWithAString(String text, String message) {
    assertThatThrownBy(() -> parser(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageContaining(text);
  }

  @Test
  void readsWhatTheClientSentRatherThanWhatTheServerMadeOfIt() {
    LogRequest request =
        read(
            "$uri $msec $status \"$request\"",
            "/decoded 1790856000 200 \"GET /raw%20one HTTP/1.1\"");

    assertThat(request.target).hasToString("/raw%20one");
  }

  @Test
  void saysThatADecodedPathIsPlain() {
    assertThat(parser("$uri $msec $status").targetEncoding()).isEqualTo(TextEncoding.PLAIN);
    assertThat(parser("%U %t %s").targetEncoding()).isEqualTo(TextEncoding.PLAIN);
    assertThat(parser("$request_uri $msec $status").targetEncoding())
        .isEqualTo(TextEncoding.PERCENT);
    assertThat(parser("$uri $msec $status $request").targetEncoding())
        .isEqualTo(TextEncoding.PERCENT);
  }

  @Test
  void prefersBytesWithHeadersWhereverTheyStand() {
    assertThat(read("$msec $uri $status $bytes_sent $body_bytes_sent", "1 /a 200 9 7").bytesSent)
        .isEqualTo(9);
    assertThat(read("$msec $uri $status $body_bytes_sent $bytes_sent", "1 /a 200 7 9").bytesSent)
        .isEqualTo(9);
  }

  @Test
  void takesTheContentLengthOnlyWhereNoBytesAreLogged() {
    LogRequest alone = read("$msec $uri $status $sent_http_content_length", "1 /a 200 7");
    LogRequest beside =
        read("$msec $uri $status $sent_http_content_length $bytes_sent", "1 /a 200 7 -");

    assertThat(alone.bytesSent).isEqualTo(7);
    assertThat(beside.contentLength).isEqualTo(7);
    assertThat(beside.bytesSent).isEqualTo(LogRequest.ABSENT);
  }

  @Test
  void takesAHyphenForNoBytesOnlyWhereApacheSaysSo() {
    assertThat(read("%t %U %>s %b", "[01/Oct/2026:12:00:00 +0000] /a 304 -").bytesSent).isZero();
    assertThat(read("%t %U %>s %O", "[01/Oct/2026:12:00:00 +0000] /a 304 -").bytesSent)
        .isEqualTo(LogRequest.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$msec ${request_uri} $status",
        "$msec $request_uri $status $no_such_variable",
        "%{sec}t %{req.url}V %!200,304>s",
        "%{usec}t %{cstr_escape(req.url)}V %{resp.status}V",
        "%{end:sec}t %{req.url}V %>s %^FB",
        "%{sec}t 100%% %{req.url}V %s"
      })
  void knowsTheSpellingsOfServers(String text) {
    String line =
        text.replaceAll("\\$\\{?(msec)\\}?|%\\{[a-z:]*sec\\}t", "1790856000")
            .replaceAll("\\$\\{?request_uri\\}?|%\\{[^}]*req\\.url[^}]*\\}V", "/a")
            .replaceAll("\\$status|%[!0-9,>]*s|%\\{resp\\.status\\}V", "200")
            .replace("%%", "%")
            .replaceAll("\\$no_such_variable|%\\^FB", "-");

    LogRequest request = read(text, line);

    assertThat(request.target).hasToString("/a");
    assertThat(request.status).isEqualTo(200);
    assertThat(request.timeMicros).isEqualTo(1_790_856_000_000_000L);
  }

  @Test
  void readsTheStartOfARangeOnlyOfAPartialResponse() {
    String format = "$msec $uri $status \"$http_range\"";

    assertThat(read(format, "1 /a 206 \"bytes=500-999\"").rangeStart).isEqualTo(500);
    assertThat(read(format, "1 /a 206 \"bytes=0-\"").rangeStart).isZero();
    assertThat(read(format, "1 /a 206 \"bytes=-500\"").rangeStart).isEqualTo(LogRequest.ABSENT);
    assertThat(read(format, "1 /a 200 \"bytes=500-999\"").rangeStart).isEqualTo(LogRequest.ABSENT);
    assertThat(read(format, "1 /a 206 \"-\"").rangeStart).isEqualTo(LogRequest.ABSENT);
  }

  private static LogRequest read(String format, String line) {
    LogRequest request = new LogRequest();
    byte[] bytes = line.getBytes(UTF_8);

    assertThat(parser(format).parse(bytes, 0, bytes.length, request))
        .isEqualTo(LineOutcome.REQUEST);
    return request;
  }

  private static LineParser parser(String format) {
    return LogFormats.parserFor(new FormatSpec(FormatSpec.LOG_FORMAT, format, Map.of()));
  }
}
