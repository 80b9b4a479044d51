package org.truecost.ingest.format;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.truecost.source.FormatSpec;

/**
 * Azure Storage resource logs of blobs (categories {@code StorageRead}, {@code StorageWrite},
 * {@code StorageDelete}). There is no HTTP method; {@code operationName} tells it: {@code GetBlob}
 * is a GET, {@code GetBlobProperties} a HEAD. {@code callerIpAddress} carries a port; {@code uri}
 * carries the query, and with it the signature of a SAS token, which whoever keeps a target has to
 * redact.
 *
 * <p>Bytes sent are {@code responseHeaderSize} and {@code responseBodySize}. Azure leaves sizes out
 * where it does not know them: without the body's, the headers are all there was for a HEAD and for
 * an answer that is no success, and the bytes of any other are unknown. {@code contentLengthHeader}
 * is the request's, not the response's.
 */
final class AzureStorageFormat implements LogFormat {
  private static final Map<String, String> FIELDS =
      JsonFieldMapping.fields(
          "time", "time",
          "client_ip", "callerIpAddress",
          "url", "uri",
          "status", "statusCode",
          "user_agent", "properties.userAgentHeader",
          "edge_location", "location",
          "duration_ms", "durationMs",
          "request_id", "correlationId");

  private static final byte[] GET = ascii("GET");
  private static final byte[] HEAD = ascii("HEAD");
  private static final byte[] PUT = ascii("PUT");
  private static final byte[] DELETE = ascii("DELETE");
  private static final byte[] OPTIONS = ascii("OPTIONS");

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String name() {
    return "azure-storage";
  }

  @Override
  public LineParser parser(FormatSpec spec) {
    return new Parser();
  }

  @Override
  public FormatFields fields() {
    return new FormatFields(
        Map.of(
            "client_ip", "callerIpAddress",
            "method", "operationName",
            "status", "statusCode",
            "bytes_sent", "properties.responseHeaderSize + properties.responseBodySize",
            "user_agent", "properties.userAgentHeader",
            "edge_location", "location",
            "duration", "durationMs",
            "request_id", "correlationId"),
        Map.of(
            "range_start", "not offered by Azure Storage: every 206 is a partial request",
            "content_length", "not offered by Azure Storage",
            "cache_status", "not offered: a storage account has no cache",
            "country", "not offered by Azure Storage",
            "cdn_internal", "exclude your CDN's own addresses or user agent with a traffic rule"));
  }

  private static final class Parser implements LineParser {
    private final JsonFieldMapping mapping =
        new JsonFieldMapping(
            FIELDS,
            "operationName",
            "properties.responseHeaderSize",
            "properties.responseBodySize");
    private final JsonLine line = mapping.line();
    private final int operation = mapping.slotOf("operationName");
    private final int headerSize = mapping.slotOf("properties.responseHeaderSize");
    private final int bodySize = mapping.slotOf("properties.responseBodySize");

    @Override
    public LineOutcome parse(byte[] bytes, int from, int to, LogRequest request) {
      LineOutcome outcome = mapping.read(bytes, from, to, request);
      if (outcome != LineOutcome.REQUEST) {
        return outcome;
      }
      byte[] method = method();
      if (method != null) {
        request.method.set(method, 0, method.length);
      }
      long headers = JsonFieldMapping.wholeNumber(line, headerSize);
      long body = JsonFieldMapping.wholeNumber(line, bodySize);
      if (headers == LogNumbers.TOO_LARGE || body == LogNumbers.TOO_LARGE) {
        return LineOutcome.BYTES_OUT_OF_RANGE;
      }
      if (headers == LogNumbers.BAD || body == LogNumbers.BAD) {
        return LineOutcome.BAD_BYTES;
      }
      boolean hasBody = method != HEAD && request.status >= 200 && request.status < 300;
      if (body != LogRequest.ABSENT) {
        request.bytesSent = body + Math.max(headers, 0);
      } else if (!hasBody) {
        request.bytesSent = headers;
      }
      return outcome;
    }

    /** The HTTP method behind the operation, null if that is not known. */
    private byte[] method() {
      if (line.contentEquals(operation, "GetBlobProperties")
          || line.contentEquals(operation, "GetBlobMetadata")
          || line.contentEquals(operation, "GetContainerProperties")) {
        return HEAD;
      }
      if (starts("Get") || starts("List") || starts("Query")) {
        return GET;
      }
      if (starts("Put")
          || starts("Set")
          || starts("Create")
          || starts("Copy")
          || starts("Append")
          || starts("Lease")
          || starts("Snapshot")
          || starts("Undelete")) {
        return PUT;
      }
      if (starts("Delete")) {
        return DELETE;
      }
      return starts("BlobPreflight") ? OPTIONS : null;
    }

    private boolean starts(String prefix) {
      if (!line.isPresent(operation)) {
        return false;
      }
      int from = line.from(operation);
      if (line.to(operation) - from < prefix.length()) {
        return false;
      }
      byte[] bytes = line.bytes(operation);
      for (int i = 0; i < prefix.length(); i++) {
        if (bytes[from + i] != (byte) prefix.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }
}
