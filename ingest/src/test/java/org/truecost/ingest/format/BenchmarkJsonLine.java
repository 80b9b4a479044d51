package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.truecost.source.FormatSpec;

/**
 * Nanoseconds for a line of 800 bytes, by format: 4,096 lines that differ in address, path, user
 * agent, bytes and status, each padded in a field that nobody reads. Run {@link #main} with the
 * test class path; {@code BenchmarkJsonLineTest} checks what it computes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BenchmarkJsonLine {
  static final int LINES = 4_096;
  static final int LINE_BYTES = 800;

  private static final List<String> AGENTS =
      List.of(
          "cargo/1.92.0 (344c4567c 2026-09-21)",
          "bundler/2.7.1 rubygems/3.7.1 ruby/3.4.5 (x86_64-linux) command/install ci/github 8f3a6c1d",
          "npm/11.6.0 node/v24.8.0 linux x64 workspaces/false ci/github-actions",
          "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
          "Apache-Maven/3.9.11 (Java 21.0.8; Linux 6.8.0)",
          "curl/8.14.1");

  @Param({
    "fastly-crates-io",
    "fastly-rubygems",
    "fastly-open-vsx",
    "cloudflare-logpush",
    "akamai-datastream2",
    "azure-front-door",
    "azure-storage",
    "json"
  })
  public String format;

  private byte[] block;
  private int[] ends;
  private LineParser parser;
  private long bytesWritten;
  private final LogRequest request = new LogRequest();

  @Setup
  public void setUp() {
    FormatSpec spec =
        format.equals(FormatSpec.JSON)
            ? new FormatSpec(
                format,
                "",
                Map.of(
                    "time", "time_start",
                    "url", "http.url",
                    "method", "http.method",
                    "status", "http.status_code",
                    "user_agent", "http.useragent",
                    "client_ip", "network.client.ip",
                    "bytes_sent", "bytes_written",
                    "edge_location", "server_datacenter",
                    "cache_status", "fastly_state"))
            : FormatSpec.named(format);
    parser = LogFormats.parserFor(spec);
    block = new byte[LINES * LINE_BYTES];
    ends = new int[LINES];
    bytesWritten = 0;
    SplittableRandom random = new SplittableRandom(20261001);
    int to = 0;
    for (int i = 0; i < LINES; i++) {
      long bytes = random.nextLong(100_000_000);
      bytesWritten += bytes;
      byte[] line = line(random, bytes).getBytes(UTF_8);
      System.arraycopy(line, 0, block, to, line.length);
      to += line.length;
      ends[i] = to;
    }
  }

  /** The sum of bytes over all lines; negative if a line is no request. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public long parse() {
    long sum = 0;
    int from = 0;
    for (int end : ends) {
      if (parser.parse(block, from, end, request) != LineOutcome.REQUEST) {
        return -1;
      }
      sum += request.bytesSent;
      from = end;
    }
    return sum;
  }

  /** What {@link #parse} has to find. */
  long bytesWritten() {
    return bytesWritten;
  }

  int blockLength() {
    return ends[LINES - 1];
  }

  private String line(SplittableRandom random, long bytes) {
    String line =
        template()
            .replace("$bytes", Long.toString(bytes))
            .replace("$ip", "198.18." + random.nextInt(256) + "." + random.nextInt(256))
            .replace(
                "$path",
                "/"
                    + Long.toString(random.nextLong(1L << 40), 36)
                    + "/"
                    + random.nextInt(20)
                    + "."
                    + random.nextInt(100)
                    + ".0/download")
            .replace("$agent", AGENTS.get(random.nextInt(AGENTS.size())))
            .replace("$status", random.nextInt(20) == 0 ? "404" : "200")
            .replace("$state", random.nextInt(10) == 0 ? "MISS" : "HIT")
            .replace(
                "$time",
                String.format(
                    Locale.ROOT,
                    "2026-10-%02dT%02d:%02d:%02d",
                    1 + random.nextInt(31),
                    random.nextInt(24),
                    random.nextInt(60),
                    random.nextInt(60)))
            .replace("$id", Long.toHexString(random.nextLong()));
    int missing = LINE_BYTES - line.length() + "$pad".length();
    return line.replace("$pad", "x".repeat(missing));
  }

  private String template() {
    return switch (format) {
      case "fastly-crates-io" ->
          "<134>2026-10-01T12:00:02Z cache-fra-etou8220113 s3-request-logs[257678]: "
              + "{\"bytes\":$bytes,\"content_type\":\"application/gzip\",\"date_time\":\"$time.867635728Z\","
              + "\"ddsource\":\"fastly\",\"ddtags\":\"$pad\",\"edge_location\":\"CHI\","
              + "\"host\":\"static.crates.example\",\"http\":{\"protocol\":\"HTTP/2\",\"referer\":null,"
              + "\"useragent\":\"$agent\"},\"ip\":\"$ip\",\"method\":\"GET\",\"service\":\"static.crates.example\","
              + "\"status\":$status,\"tls\":{\"cipher\":\"TLS_AES_128_GCM_SHA256\",\"protocol\":\"TLSv1.3\"},"
              + "\"url\":\"https://static.crates.example/crates$path\",\"version\":\"1\"}";
      case "fastly-rubygems" ->
          "{\"timestamp\":\"$time\",\"time_elapsed\":12,\"client_ip\":\"$ip\",\"client_continent\":\"NA\","
              + "\"client_country\":\"United States\",\"client_region\":\"VA\",\"client_city\":\"ashburn\","
              + "\"client_latitude\":\"39.018\",\"client_longitude\":\"-77.461\",\"client_timezone\":\"-400\","
              + "\"request\":\"GET\",\"request_host\":\"gems.example\",\"request_path\":\"$path\","
              + "\"request_query\":\"$pad\",\"request_bytes\":258,\"user_agent\":\"$agent\",\"http2\":true,"
              + "\"tls_version\":\"TLSv1.3\",\"tls_cipher\":\"AES128\",\"response_status\":$status,"
              + "\"response_text\":\"OK\",\"response_bytes\":$bytes,\"response_cache\":\"$state, $state\","
              + "\"cache_state\":\"$state\",\"cache_lastuse\":1078.6,\"cache_hits\":23,"
              + "\"server_region\":\"US-East\",\"server_datacenter\":\"IAD\"}";
      case "fastly-open-vsx" ->
          "<134>2026-10-01T12:00:02Z cache-fra-eddf8230176 S3-Log-Stream[332221]: "
              + "{\"timestamp\": \"$time+0000\", \"client_ip\": \"$ip\", \"geo_country\": \"united states\", "
              + "\"geo_city\": \"the dalles\",\"host\": \"open-vsx.example\",\"url\": \"$path\","
              + "\"request_method\": \"GET\", \"request_protocol\": \"HTTP/1.1\", \"request_referer\": \"$pad\", "
              + "\"request_user_agent\": \"$agent\", \"response_state\": \"$state\", \"response_status\": $status, "
              + "\"response_reason\": \"OK\", \"response_body_size\": $bytes,\"fastly_server\": \"cache-fra-1\", "
              + "\"fastly_is_edge\": true}";
      case "cloudflare-logpush" ->
          "{\"CacheCacheStatus\":\"$state\",\"CacheResponseBytes\":54000,\"CacheResponseStatus\":200,"
              + "\"CacheTieredFill\":false,\"ClientASN\":64500,\"ClientCountry\":\"nl\",\"ClientIP\":\"$ip\","
              + "\"ClientRequestBytes\":745,\"ClientRequestHost\":\"packages.example\","
              + "\"ClientRequestMethod\":\"GET\",\"ClientRequestProtocol\":\"HTTP/2\","
              + "\"ClientRequestReferer\":\"$pad\",\"ClientRequestSource\":\"eyeball\","
              + "\"ClientRequestURI\":\"$path\",\"ClientRequestUserAgent\":\"$agent\","
              + "\"EdgeColoCode\":\"AMS\",\"EdgeEndTimestamp\":\"$time.250Z\",\"EdgeResponseBytes\":$bytes,"
              + "\"EdgeResponseStatus\":$status,\"EdgeStartTimestamp\":\"$time.000Z\",\"ParentRayID\":\"00\","
              + "\"RayID\":\"$id\",\"WorkerSubrequest\":false}";
      case "akamai-datastream2" ->
          "{\"version\":\"2\",\"streamId\":\"12345\",\"cp\":\"123456\",\"reqId\":\"$id\","
              + "\"reqTimeSec\":\"1790843838.125\",\"bytes\":\"4995\",\"totalBytes\":\"$bytes\","
              + "\"objSize\":\"484\",\"cliIP\":\"$ip\",\"statusCode\":\"$status\",\"proto\":\"HTTPS\","
              + "\"reqHost\":\"repo.example\",\"reqMethod\":\"GET\",\"reqPath\":\"$path\",\"reqPort\":\"443\","
              + "\"rspContentLen\":\"5000\",\"rspContentType\":\"application/java-archive\","
              + "\"turnAroundTimeMSec\":\"11\",\"transferTimeMSec\":\"125\",\"tlsVersion\":\"TLSv1.3\","
              + "\"UA\":\"$agent\",\"referer\":\"$pad\",\"edgeIP\":\"198.51.100.32\",\"cacheStatus\":\"1\","
              + "\"country\":\"IN\",\"city\":\"HERNDON\",\"serverCountry\":\"SG\",\"billingRegion\":\"8\"}";
      case "azure-front-door" ->
          "{\"time\":\"$time.1234567Z\",\"category\":\"FrontDoorAccessLog\","
              + "\"operationName\":\"Microsoft.Cdn/Profiles/AccessLog/Write\",\"properties\":{"
              + "\"trackingReference\":\"$id\",\"httpMethod\":\"GET\",\"httpVersion\":\"2.0.0.0\","
              + "\"requestUri\":\"https://feed.example:443$path\",\"requestBytes\":\"673\","
              + "\"responseBytes\":\"$bytes\",\"userAgent\":\"$agent\",\"clientIp\":\"$ip\","
              + "\"clientPort\":\"24576\",\"timeTaken\":\"0.063\",\"requestProtocol\":\"HTTPS\","
              + "\"securityProtocol\":\"TLS 1.3\",\"routingRuleName\":\"$pad\",\"httpStatusCode\":\"$status\","
              + "\"pop\":\"cne\",\"cacheStatus\":\"TCP_$state\",\"errorInfo\":\"NoError\","
              + "\"ErrorInfo\":\"NoError\",\"hostName\":\"feed.example\"}}";
      case "azure-storage" ->
          "{\"time\":\"$time.1234567Z\",\"resourceId\":\"$pad\",\"category\":\"StorageRead\","
              + "\"operationName\":\"GetBlob\",\"schemaVersion\":\"1.0\",\"statusCode\":$status,"
              + "\"statusText\":\"Success\",\"durationMs\":125,\"callerIpAddress\":\"$ip:50123\","
              + "\"correlationId\":\"$id\",\"identity\":{\"type\":\"SAS\",\"tokenHash\":\"key1(00)\"},"
              + "\"location\":\"West Europe\",\"uri\":\"https://store.blob.example:443$path\",\"properties\":{"
              + "\"accountName\":\"store\",\"userAgentHeader\":\"$agent\",\"serverLatencyMs\":5,"
              + "\"requestHeaderSize\":512,\"responseHeaderSize\":0,\"responseBodySize\":$bytes,"
              + "\"objectKey\":\"/store/x\",\"tlsVersion\":\"TLS 1.3\"}}";
      default ->
          "{\"time_start\":\"$time.867Z\",\"time_end\":\"$time.990Z\",\"http\":{\"method\":\"GET\","
              + "\"url\":\"$path\",\"useragent\":\"$agent\",\"referer\":\"$pad\",\"protocol\":\"HTTP/2\","
              + "\"status_code\":$status},\"network\":{\"client\":{\"ip\":\"$ip\",\"name\":\"Example Net\","
              + "\"number\":64500}},\"geoip\":{\"country\":\"US\",\"city\":\"ashburn\",\"location\":"
              + "{\"lat\":39.018,\"lon\":-77.461}},\"bytes_written\":$bytes,\"resp_header_size\":703,"
              + "\"req_header_size\":258,\"fastly_state\":\"$state-CLUSTER\",\"server_datacenter\":\"IAD\","
              + "\"tls_client_protocol\":\"TLSv1.3\",\"tls_client_cipher\":\"AES128\"}";
    };
  }

  public static void main(String[] args) throws RunnerException {
    new Runner(
            new OptionsBuilder().include(BenchmarkJsonLine.class.getSimpleName() + "\\.").build())
        .run();
  }
}
