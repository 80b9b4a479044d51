package org.truecost.ingest.registry;

import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;

/**
 * Maven Central: the repository layout {@code
 * group/…/artifact/version/artifact-version[-classifier] .extension}, the publishing and the search
 * API.
 *
 * <p>A timestamped snapshot file counts under its base version; its file name keeps the timestamp.
 * The classifier stays in the file name.
 */
final class MavenPaths implements RegistryPaths {
  private static final String TYPE = "maven";
  private static final String SNAPSHOT = "-SNAPSHOT";
  private static final String[] SIDECARS = {
    ".sha1", ".md5", ".sha256", ".sha512", ".asc", ".sigstore.json", ".sigstore"
  };

  @Override
  public PathReading read(String path, int times) {
    PathSegments all = PathSegments.of(path, times);
    if (all == null) {
      return PathReading.OTHER;
    }
    PathSegments segments = all.is(0, "maven2") ? all.from(1) : all;
    if (segments.count() == 0) {
      return PathReading.of(RequestKind.WEB, RequestKind.WEB);
    }
    switch (segments.at(0)) {
      case ".index":
        return PathReading.of(RequestKind.METADATA, RequestKind.OTHER);
      case "solrsearch":
        return PathReading.of(RequestKind.SEARCH, RequestKind.SEARCH);
      case "service":
        return PathReading.of(RequestKind.API, RequestKind.PUBLISH);
      case "api":
        return PathReading.of(
            RequestKind.API, segments.is(2, "publisher") ? RequestKind.PUBLISH : RequestKind.API);
      case "artifact", "search", "namespace", "favicon.ico", "robots.txt", "index.html":
        return PathReading.of(RequestKind.WEB, RequestKind.WEB);
      default:
        return repository(segments);
    }
  }

  private static PathReading repository(PathSegments segments) {
    if (segments.isDirectory()) {
      return PathReading.of(RequestKind.WEB, RequestKind.OTHER);
    }
    String file = segments.last();
    String plain = withoutSidecars(file);
    boolean sidecar = plain.length() < file.length();
    if (plain.equals("maven-metadata.xml")) {
      return metadata(segments, sidecar);
    }
    if (segments.count() == 1) {
      return plain.equals("archetype-catalog.xml")
          ? PathReading.of(
              sidecar ? RequestKind.SIGNATURE : RequestKind.METADATA, RequestKind.OTHER)
          : PathReading.OTHER;
    }
    if (segments.count() < 4 || !isCoordinates(segments)) {
      return PathReading.OTHER;
    }
    String artifact = segments.at(segments.count() - 3);
    String version = segments.at(segments.count() - 2);
    int end = versionEnd(plain, artifact, version);
    if (end < 0 || !isClassifierAndExtension(plain, end)) {
      return PathReading.OTHER;
    }
    RequestKind kind = RequestKind.ARTIFACT;
    if (sidecar) {
      kind = RequestKind.SIGNATURE;
    } else if (plain.endsWith(".pom") || plain.endsWith(".module")) {
      kind = RequestKind.METADATA;
    }
    return new PathReading(
        kind,
        RequestKind.PUBLISH,
        new PackageRef(TYPE, group(segments, segments.count() - 3), artifact, version, file));
  }

  /**
   * {@code maven-metadata.xml} below a version, an artifact or a group. The last two look alike:
   * the last directory is given as the artifact.
   */
  private static PathReading metadata(PathSegments segments, boolean sidecar) {
    RequestKind kind = sidecar ? RequestKind.SIGNATURE : RequestKind.METADATA;
    int count = segments.count();
    boolean below = count >= 4 && segments.at(count - 2).endsWith(SNAPSHOT);
    int artifactAt = below ? count - 3 : count - 2;
    if (artifactAt < 1 || !isCoordinates(segments)) {
      return PathReading.of(kind, RequestKind.PUBLISH);
    }
    return new PathReading(
        kind,
        RequestKind.PUBLISH,
        new PackageRef(
            TYPE,
            group(segments, artifactAt),
            segments.at(artifactAt),
            below ? segments.at(count - 2) : "",
            segments.last()));
  }

  private static String withoutSidecars(String file) {
    String plain = file;
    boolean again = true;
    while (again) {
      again = false;
      for (String suffix : SIDECARS) {
        if (plain.length() > suffix.length() && plain.endsWith(suffix)) {
          plain = plain.substring(0, plain.length() - suffix.length());
          again = true;
        }
      }
    }
    return plain;
  }

  /** Where the version ends in {@code file}; -1 if it does not begin as its folders say. */
  private static int versionEnd(String file, String artifact, String version) {
    int at = artifact.length() + 1;
    if (!file.startsWith(artifact) || file.length() <= at || file.charAt(at - 1) != '-') {
      return -1;
    }
    if (file.startsWith(version, at)) {
      return at + version.length();
    }
    String base = Text.withoutSuffix(version, SNAPSHOT);
    if (base == null || !file.startsWith(base + "-", at)) {
      return -1;
    }
    return timestampEnd(file, at + base.length() + 1);
  }

  /** End of {@code yyyyMMdd.HHmmss-n} at {@code from}, or -1. */
  private static int timestampEnd(String file, int from) {
    if (file.length() < from + 17
        || file.charAt(from + 8) != '.'
        || file.charAt(from + 15) != '-') {
      return -1;
    }
    for (int i = from; i < from + 15; i++) {
      if (i != from + 8 && !Text.isDigit(file.charAt(i))) {
        return -1;
      }
    }
    int end = from + 16;
    while (end < file.length() && Text.isDigit(file.charAt(end))) {
      end++;
    }
    return end == from + 16 ? -1 : end;
  }

  /**
   * {@code [-classifier].extension}. An extension that begins with a digit is the rest of a longer
   * version (1.0 in a file of 1.0.1), {@code .7z} excepted.
   */
  private static boolean isClassifierAndExtension(String file, int at) {
    if (at >= file.length() || !Text.consistsOf(file.substring(at), "-_.+~")) {
      return false;
    }
    if (file.charAt(at) == '-') {
      int dot = file.indexOf('.', at);
      return dot > at + 1 && file.charAt(file.length() - 1) != '.';
    }
    return file.charAt(at) == '.'
        && at + 1 < file.length()
        && (Text.isLetter(file.charAt(at + 1)) || file.startsWith("7z", at + 1));
  }

  private static boolean isCoordinates(PathSegments segments) {
    for (int i = 0; i < segments.count() - 1; i++) {
      if (!Text.consistsOf(segments.at(i), "-_.+~,$[]()")) {
        return false;
      }
    }
    return true;
  }

  private static String group(PathSegments segments, int length) {
    StringBuilder group = new StringBuilder();
    for (int i = 0; i < length; i++) {
      group.append(i == 0 ? "" : ".").append(segments.at(i));
    }
    return group.toString();
  }
}
