package org.truecost.ingest.registry;

import org.truecost.ingest.format.LogRequest;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;

/**
 * The package as the origin named it in the log (PyPI's {@code x-pypi-file-*} headers), which knows
 * better than a file name: {@code foo-1.0-1.tar.gz} may be a version 1.0.post1 of foo.
 */
public final class LoggedPackage {
  private LoggedPackage() {}

  /**
   * {@code reading} with the name and version that the line holds, or {@code reading} itself if it
   * holds none or they are no name and version. A line with a package type is a package file even
   * where the path alone does not show it.
   *
   * @param path the path that {@code reading} comes from
   */
  public static PathReading prefer(PathReading reading, LogRequest request, String path) {
    if (!request.packageName.isPresent() || !request.packageVersion.isPresent()) {
      return reading;
    }
    String name = request.packageName.toString();
    String version = request.packageVersion.toString();
    if (!PythonFileName.isName(name) || !Text.consistsOf(version, ".-_+!")) {
      return reading;
    }
    PackageRef fromPath = reading.packageRef();
    boolean unread = fromPath == null;
    if (unread && !request.packageType.isPresent()) {
      return reading;
    }
    String file =
        unread
            ? PathSegments.decode(path.substring(path.lastIndexOf('/') + 1), 1)
            : fromPath.file();
    PackageRef logged =
        new PackageRef(
            "pypi",
            "",
            PythonFileName.normalizeName(name),
            PythonVersion.normalize(version),
            PathSegments.hasControlCharacter(file) ? "" : file);
    if (logged.equals(fromPath)) {
      return reading;
    }
    return new PathReading(
        unread ? RequestKind.ARTIFACT : reading.readKind(), reading.writeKind(), logged);
  }
}
