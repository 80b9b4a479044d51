package org.truecost.ingest.registry;

import static java.util.Objects.requireNonNull;

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
}
