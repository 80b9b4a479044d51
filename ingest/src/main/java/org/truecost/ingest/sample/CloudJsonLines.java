package org.truecost.ingest.sample;

import org.truecost.request.CacheStatus;

/** JSON lines of Cloudflare, Akamai and the two Azure services. */
final class CloudJsonLines {
  private CloudJsonLines() {}

  static void logpush(SampleRequest r, LineBuffer out) {
    out.put("{\"ClientASN\":").put(64_496 + (r.network.ordinal() & 15));
    out.put(",\"ClientCountry\":\"").put(EdgeLocations.countryCode(r.edge));
    out.put("\",\"ClientIP\":\"");
    r.putAddress(out);
    out.put("\",\"ClientIPClass\":\"noRecord\",\"ClientRequestBytes\":");
    out.put(200 + r.path.length() + r.userAgent.length);
    out.put(",\"ClientRequestHost\":\"").put(r.host).put("\",\"ClientRequestMethod\":\"");
    out.put(r.method).put("\",\"ClientRequestPath\":\"").put(r.path);
    out.put("\",\"ClientRequestProtocol\":\"HTTP/2\",\"ClientRequestURI\":\"");
    FastlyJsonLines.putUri(r, out);
    out.put("\",\"ClientRequestUserAgent\":\"").json(r.userAgent);
    out.put("\",\"CacheCacheStatus\":\"").put(r.cache == CacheStatus.HIT ? "hit" : "miss");
    out.put("\",\"CacheResponseBytes\":").put(r.loggedBytes()).put(",\"CacheResponseStatus\":");
    out.put(r.status).put(",\"CacheTieredFill\":").put(r.shield ? "true" : "false");
    out.put(",\"EdgeColoCode\":\"").put(EdgeLocations.code(r.edge));
    out.put("\",\"EdgeStartTimestamp\":\"");
    millis(r.time, out);
    out.put("\",\"EdgeEndTimestamp\":\"");
    millis(r.time + r.millis * 1000L, out);
    out.put("\",\"EdgeResponseBodyBytes\":").put(r.bodyBytes).put(",\"EdgeResponseBytes\":");
    out.put(r.loggedBytes()).put(",\"EdgeResponseContentType\":\"").put(r.contentType);
    out.put("\",\"EdgeResponseStatus\":").put(r.status).put(",\"ParentRayID\":\"");
    if (r.shield) {
      out.hex(r.noise, 16);
    } else {
      out.put("00");
    }
    out.put("\",\"RayID\":\"").hex(Hashing.mix(r.noise, r.shield ? 1 : 2), 16);
    out.put("\",\"WorkerSubrequest\":false,\"ZoneName\":\"npm.example\"}");
  }

  private static void millis(long micros, LineBuffer out) {
    SampleClock.iso(out, micros).put('.').padded(micros % 1_000_000 / 1000, 3).put('Z');
  }

  static void akamai(SampleRequest r, LineBuffer out) {
    out.put("{\"version\":1,\"cp\":\"123456\",\"reqId\":\"").hex(r.noise, 8);
    out.put("\",\"reqTimeSec\":\"").put(r.time / 1_000_000).put('.');
    out.padded(r.time % 1_000_000 / 1000, 3).put("\",\"bytes\":\"").put(r.bodyBytes);
    out.put("\",\"totalBytes\":\"").put(r.bodyBytes + r.headerBytes).put("\",\"objSize\":\"");
    out.put(r.fullBytes).put("\",\"overheadBytes\":\"").put(r.headerBytes).put("\",\"cliIP\":\"");
    r.putAddress(out);
    out.put("\",\"statusCode\":\"").put(r.status).put("\",\"proto\":\"HTTPS\",\"reqHost\":\"");
    out.put(r.host).put("\",\"reqMethod\":\"").put(r.method).put("\",\"reqPath\":\"").put(r.path);
    out.put("\",\"queryStr\":\"");
    if (r.query.length() == 0) {
      out.put('-');
    } else {
      out.put(r.query);
    }
    out.put("\",\"reqPort\":\"443\",\"rspContentLen\":\"").put(r.fullBytes);
    out.put("\",\"rspContentType\":\"").put(r.contentType).put("\",\"transferTimeMSec\":\"");
    out.put(r.millis).put("\",\"tlsVersion\":\"TLSv1.3\",\"referer\":\"-\",\"range\":\"");
    if (r.rangeStart >= 0) {
      out.put("bytes%3D").put(r.rangeStart).put('-').put(r.rangeEnd);
    } else {
      out.put('-');
    }
    out.put("\",\"edgeIP\":\"192.0.2.").put(1 + (r.noise >>> 8 & 127)).put("\",\"cacheStatus\":\"");
    out.put(r.cache == CacheStatus.HIT ? '1' : '0').put("\",\"country\":\"");
    out.put(EdgeLocations.countryCode(r.edge)).put("\",\"city\":\"");
    putUpper(EdgeLocations.city(r.edge), out).put("\",\"billingRegion\":\"");
    out.put(r.edge % 8).put("\",\"asn\":\"").put(64_496 + (r.network.ordinal() & 15));
    out.put("\",\"UA\":\"");
    if (r.userAgent.length == 0) {
      out.put('-');
    } else {
      out.formEncoded(r.userAgent);
    }
    out.put("\"}");
  }

  private static LineBuffer putUpper(String text, LineBuffer out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.put(c >= 'a' && c <= 'z' ? (char) (c & ~0x20) : c == ' ' ? '+' : c);
    }
    return out;
  }

  static void frontDoor(SampleRequest r, LineBuffer out) {
    out.put("{\"time\": \"");
    SampleClock.iso(out, r.time).put('.').padded(r.time % 1_000_000, 6).put("0Z\", ");
    out.put("\"resourceId\": \"/SUBSCRIPTIONS/00000000-0000-0000-0000-000000000000");
    out.put("/RESOURCEGROUPS/EXAMPLE/PROVIDERS/MICROSOFT.CDN/PROFILES/NPM-EDGE\", ");
    out.put("\"category\": \"FrontDoorAccessLog\", ");
    out.put("\"operationName\": \"Microsoft.Cdn/Profiles/AccessLog/Write\", \"properties\": {");
    out.put("\"trackingReference\": \"").hex(r.noise, 16).put("\", \"httpMethod\": \"");
    out.put(r.method).put("\", \"httpVersion\": \"2.0.0.0\", \"requestUri\": \"https://");
    out.put(r.host).put(":443");
    FastlyJsonLines.putUri(r, out);
    out.put("\", \"requestBytes\": \"").put(200 + r.path.length());
    out.put("\", \"responseBytes\": \"").put(r.loggedBytes()).put("\", \"userAgent\": \"");
    out.json(r.userAgent).put("\", \"clientIp\": \"");
    r.putAddress(out);
    out.put("\", \"clientPort\": \"").put(1024 + (r.noise >>> 16 & 0x7fff));
    out.put("\", \"timeTaken\": \"").seconds(r.millis).put("\", \"httpStatusCode\": \"");
    out.put(r.status).put("\", \"pop\": \"").put(EdgeLocations.code(r.edge));
    out.put("\", \"cacheStatus\": \"").put(r.cache == CacheStatus.HIT ? "TCP_HIT" : "TCP_MISS");
    out.put("\", \"errorInfo\": \"NoError\", \"ErrorInfo\": \"NoError\", \"hostName\": \"");
    out.put(r.host).put("\", \"isReceivedFromClient\": ").put(r.shield ? "false}}" : "true}}");
  }

  static void azureStorage(SampleRequest r, LineBuffer out) {
    out.put("{\"time\":\"");
    SampleClock.iso(out, r.time).put('.').padded(r.time % 1_000_000, 6).put("0Z\",");
    out.put("\"resourceId\":\"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups");
    out.put("/example/providers/Microsoft.Storage/storageAccounts/openvsx/blobServices/default\",");
    out.put("\"category\":\"StorageRead\",\"operationName\":\"");
    out.put(r.method.equals("HEAD") ? "GetBlobProperties" : "GetBlob");
    out.put("\",\"operationVersion\":\"2021-12-02\",\"schemaVersion\":\"1.0\",\"statusCode\":");
    out.put(r.status)
        .put(",\"statusText\":\"")
        .put(r.status < 400 ? "Success" : "ClientOtherError");
    out.put("\",\"durationMs\":").put(r.millis).put(",\"callerIpAddress\":\"");
    if (r.ipv6) {
      out.put('[');
      r.putAddress(out);
      out.put(']');
    } else {
      r.putAddress(out);
    }
    out.put(':').put(1024 + (r.noise >>> 16 & 0x7fff)).put("\",\"correlationId\":\"");
    out.hex(r.noise, 8).put("-0000-4000-8000-").hex(r.noise >>> 16, 12);
    out.put("\",\"location\":\"West Europe\",\"uri\":\"https://").put(r.host).put(":443");
    out.put(r.path).put("?sig=XXXXX\",\"properties\":{\"accountName\":\"openvsx\",");
    out.put("\"userAgentHeader\":\"").json(r.userAgent).put("\",\"serviceType\":\"blob\",");
    out.put("\"responseHeaderSize\":").put(r.headerBytes).put(",\"responseBodySize\":");
    out.put(r.bodyBytes).put(",\"objectKey\":\"/openvsx/openvsx").put(r.path).put("\"}}");
  }
}
