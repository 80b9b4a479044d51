package org.truecost.ingest.registry;

import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;

/** PyPI: the file host, the index and the web site, whose paths do not overlap. */
final class PypiPaths implements RegistryPaths {
  private static final String TYPE = "pypi";

  @Override
  public PathReading read(String path, int times) {
    PathSegments segments = PathSegments.of(path, times);
    if (segments == null) {
      return PathReading.OTHER;
    }
    if (segments.count() == 0) {
      return PathReading.of(RequestKind.WEB, RequestKind.WEB);
    }
    return switch (segments.at(0)) {
      case "packages" -> file(segments);
      case "simple" -> simple(segments);
      case "pypi" -> json(segments);
      case "integrity" -> integrity(segments);
      case "legacy" -> PathReading.of(RequestKind.OTHER, RequestKind.PUBLISH);
      case "_" -> PathReading.of(RequestKind.API, RequestKind.PUBLISH);
      case "rss", "stats" -> PathReading.of(RequestKind.API, RequestKind.OTHER);
      case "search" -> PathReading.of(RequestKind.SEARCH, RequestKind.SEARCH);
      case "project",
          "user",
          "org",
          "account",
          "manage",
          "static",
          "help",
          "classifiers",
          "security",
          "trending",
          "sponsors",
          "policy",
          "admin",
          "locale",
          "favicon.ico",
          "robots.txt",
          "sitemap.xml",
          "opensearch.xml" ->
          PathReading.of(RequestKind.WEB, RequestKind.WEB);
      default -> PathReading.OTHER;
    };
  }

  /**
   * {@code /packages/{2}/{2}/{60 hex}/{file}} or the older {@code /packages/{tag}/{p}/{project}/}.
   */
  private static PathReading file(PathSegments segments) {
    if (segments.count() != 5 || segments.isDirectory()) {
      return PathReading.OTHER;
    }
    boolean byDigest =
        Text.isLowerHex(segments.at(1), 2)
            && Text.isLowerHex(segments.at(2), 2)
            && Text.isLowerHex(segments.at(3), 60);
    boolean byProject =
        segments.at(2).length() == 1
            && Text.startsWithIgnoringCase(segments.at(3), segments.at(2))
            && PythonFileName.isName(segments.at(3));
    if (!byDigest && !byProject) {
      return PathReading.OTHER;
    }
    String file = segments.last();
    RequestKind kind = RequestKind.ARTIFACT;
    String distribution = file;
    if (file.endsWith(".metadata")) {
      kind = RequestKind.METADATA;
      distribution = Text.withoutSuffix(file, ".metadata");
    } else if (file.endsWith(".asc")) {
      kind = RequestKind.SIGNATURE;
      distribution = Text.withoutSuffix(file, ".asc");
    } else if (file.endsWith(".provenance")) {
      kind = RequestKind.SIGNATURE;
      distribution = Text.withoutSuffix(file, ".provenance");
    }
    PythonFileName name = PythonFileName.parse(distribution);
    if (name == null
        || (!byDigest && !name.name().equals(PythonFileName.normalizeName(segments.at(3))))) {
      return PathReading.OTHER;
    }
    return new PathReading(
        kind, RequestKind.OTHER, new PackageRef(TYPE, "", name.name(), name.version(), file));
  }

  private static PathReading simple(PathSegments segments) {
    if (segments.count() == 1) {
      return PathReading.of(RequestKind.METADATA, RequestKind.OTHER);
    }
    return segments.count() == 2 && PythonFileName.isName(segments.at(1))
        ? metadata(segments.at(1), "")
        : PathReading.OTHER;
  }

  /** {@code /pypi/{p}[/{v}]/json}; {@code /pypi} itself answers XML-RPC. */
  private static PathReading json(PathSegments segments) {
    int count = segments.count();
    if (count == 1) {
      return PathReading.of(RequestKind.API, RequestKind.API);
    }
    if ((count != 3 && count != 4)
        || !segments.last().equals("json")
        || !PythonFileName.isName(segments.at(1))) {
      return PathReading.OTHER;
    }
    return metadata(segments.at(1), count == 4 ? PythonVersion.normalize(segments.at(2)) : "");
  }

  /** {@code /integrity/{p}/{v}/{file}/provenance}. */
  private static PathReading integrity(PathSegments segments) {
    if (segments.count() != 5
        || !segments.is(4, "provenance")
        || !PythonFileName.isName(segments.at(1))) {
      return PathReading.OTHER;
    }
    return new PathReading(
        RequestKind.SIGNATURE,
        RequestKind.OTHER,
        new PackageRef(
            TYPE,
            "",
            PythonFileName.normalizeName(segments.at(1)),
            PythonVersion.normalize(segments.at(2)),
            segments.at(3)));
  }

  private static PathReading metadata(String name, String version) {
    return new PathReading(
        RequestKind.METADATA,
        RequestKind.OTHER,
        new PackageRef(TYPE, "", PythonFileName.normalizeName(name), version, ""));
  }
}
