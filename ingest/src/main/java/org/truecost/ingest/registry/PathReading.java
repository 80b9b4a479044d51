package org.truecost.ingest.registry;

import static java.util.Objects.requireNonNull;

import org.truecost.request.HttpMethod;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;

/**
 * What a path means, whatever the method and the answer.
 *
 * @param readKind kind of a GET, HEAD or OPTIONS
 * @param writeKind kind of a PUT, POST, PATCH or DELETE
 * @param packageRef the package it names, or null if it names none
 */
public record PathReading(RequestKind readKind, RequestKind writeKind, PackageRef packageRef) {
  public static final PathReading OTHER =
      new PathReading(RequestKind.OTHER, RequestKind.OTHER, null);

  public PathReading {
    requireNonNull(readKind, "readKind");
    requireNonNull(writeKind, "writeKind");
  }

  /** A path that names no package. */
  public static PathReading of(RequestKind readKind, RequestKind writeKind) {
    return new PathReading(readKind, writeKind, null);
  }

  /**
   * What a request of this path was. Traffic inside the CDN and answers that only point elsewhere
   * are that whatever the path; else the method decides between reading and writing.
   */
  public RequestKind kindOf(HttpMethod method, int status, boolean cdnInternal) {
    if (cdnInternal) {
      return RequestKind.CDN_INTERNAL;
    }
    if (isRedirect(status)) {
      return RequestKind.REDIRECT;
    }
    if (method.isRead()) {
      return readKind;
    }
    return method.isWrite() ? writeKind : RequestKind.OTHER;
  }

  /** 304 points nowhere: the client has the file already. */
  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }
}
