package org.truecost.ingest.sample;

import org.truecost.request.CacheStatus;
import org.truecost.request.RequestKind;

/**
 * One request that is about to become a line. Mutable and reused: millions of them pass, and only
 * the writers and a listener look at one.
 */
final class SampleRequest {
  SampleSource source;
  Actor actor;

  /** Rank of the organization, a university, or {@link Clients#NOBODY}. */
  int organization;

  /** Whether the address lies in a network of the organization that the catalog lists. */
  boolean named;

  /** The moved network's requests belong to its owner at the time. */
  boolean movedNetwork;

  Clients.Network network;
  boolean ipv6;
  long ipv4;
  long ipv6High;
  long ipv6Low;

  /** Microseconds since 1970. */
  long time;

  byte[] userAgent;
  RequestKind kind;

  /** Whether it counts among indexes and metadata in the registry's totals. */
  boolean metadata;

  String method;
  int status;

  /** Package, its rank in the catalog, and how many versions before the newest. */
  int rank;

  int version;

  /** The version's number, and, at PyPI only, the project and whether the file is a wheel. */
  final LineBuffer versionText = new LineBuffer();

  final LineBuffer project = new LineBuffer();
  boolean wheel;

  /** The file's whole size, and what of it was sent. */
  long fullBytes;

  long bodyBytes;
  int headerBytes;

  /** First and last byte asked for, or -1. */
  long rangeStart;

  long rangeEnd;
  CacheStatus cache;

  /** A request of the CDN to its own shield, beside the client's. */
  boolean shield;

  /** The client went away: CloudFront's status 000. */
  boolean aborted;

  String host;
  final LineBuffer path = new LineBuffer();

  /** Empty, or without the question mark. */
  final LineBuffer query = new LineBuffer();

  String contentType;
  int edge;
  int millis;

  /** A number no other request has, where every key is to be new; else 0. */
  long unique;

  /** Random bits for ids and ports. */
  long noise;

  /** Bytes as this source's log counts them. */
  long loggedBytes() {
    return source.countsHeaders() ? bodyBytes + headerBytes : bodyBytes;
  }

  void putAddress(LineBuffer out) {
    if (ipv6) {
      out.put("2001:db8:").hexGroup((int) (ipv6High >>> 16) & 0xffff).put(':');
      out.hexGroup((int) ipv6High & 0xffff).put("::");
      if ((ipv6Low & 0xffff0000L) != 0) {
        out.hexGroup((int) (ipv6Low >>> 16) & 0xffff).put(':');
      }
      out.hexGroup((int) ipv6Low & 0xffff);
    } else {
      out.put(ipv4 >>> 24 & 255).put('.').put(ipv4 >>> 16 & 255).put('.');
      out.put(ipv4 >>> 8 & 255).put('.').put(ipv4 & 255);
    }
  }
}
