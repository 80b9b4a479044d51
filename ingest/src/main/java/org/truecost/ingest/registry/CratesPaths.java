package org.truecost.ingest.registry;

import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;

/**
 * crates.io: the static host, the sparse index, the API and the web site.
 *
 * <p>A crate counts under its exact spelling; the two spellings of a download URL name one file.
 */
final class CratesPaths implements RegistryPaths {
  private static final String TYPE = "cargo";

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
      case "crates" -> crates(segments);
      case "readmes" -> readme(segments);
      case "api" -> api(segments);
      case "config.json", "db-dump.tar.gz", "db-dump.zip", "archive" ->
          PathReading.of(RequestKind.METADATA, RequestKind.OTHER);
      case "rss" -> PathReading.of(RequestKind.API, RequestKind.OTHER);
      case "search" -> PathReading.of(RequestKind.SEARCH, RequestKind.SEARCH);
      case "og-images",
          "assets",
          "categories",
          "keywords",
          "users",
          "teams",
          "me",
          "policies",
          "install",
          "settings",
          "accept-invite",
          "confirm",
          "data-access",
          "category_slugs",
          "favicon.ico",
          "robots.txt",
          "security.txt" ->
          PathReading.of(RequestKind.WEB, RequestKind.WEB);
      default -> index(segments);
    };
  }

  private static PathReading crates(PathSegments segments) {
    int count = segments.count();
    if (count == 1) {
      return PathReading.of(RequestKind.WEB, RequestKind.WEB);
    }
    String name = segments.at(1);
    if (!isName(name)) {
      return PathReading.OTHER;
    }
    if (count == 2) {
      return PathReading.of(RequestKind.WEB, RequestKind.WEB);
    }
    if (count == 4 && segments.is(3, "download") && !segments.isDirectory()) {
      return file(RequestKind.ARTIFACT, name, segments.at(2), ".crate");
    }
    if (count != 3) {
      return PathReading.OTHER;
    }
    String last = segments.last();
    if (SemanticVersion.isValid(last)) {
      return PathReading.of(RequestKind.WEB, RequestKind.WEB);
    }
    if (segments.isDirectory()) {
      return PathReading.OTHER;
    }
    if (last.endsWith(".crate")) {
      return prefixed(RequestKind.ARTIFACT, name, last, ".crate");
    }
    if (last.endsWith(".zip")) {
      return prefixed(RequestKind.METADATA, name, last, ".zip");
    }
    return last.endsWith(".zip.json")
        ? prefixed(RequestKind.METADATA, name, last, ".zip.json")
        : web(last);
  }

  private static PathReading web(String page) {
    return switch (page) {
      case "versions", "dependencies", "reverse_dependencies", "owners", "settings", "docs" ->
          PathReading.of(RequestKind.WEB, RequestKind.WEB);
      default -> PathReading.OTHER;
    };
  }

  private static PathReading readme(PathSegments segments) {
    return segments.count() == 3 && isName(segments.at(1)) && segments.last().endsWith(".html")
        ? prefixed(RequestKind.METADATA, segments.at(1), segments.last(), ".html")
        : PathReading.OTHER;
  }

  private static PathReading api(PathSegments segments) {
    int count = segments.count();
    if (!segments.is(2, "crates")) {
      return PathReading.of(RequestKind.API, RequestKind.API);
    }
    if (count == 3) {
      return PathReading.of(RequestKind.SEARCH, RequestKind.API);
    }
    if (count == 4 && segments.is(3, "new")) {
      return PathReading.of(RequestKind.API, RequestKind.PUBLISH);
    }
    if (count == 6 && (segments.is(5, "yank") || segments.is(5, "unyank"))) {
      return PathReading.of(RequestKind.API, RequestKind.PUBLISH);
    }
    if (count == 6 && segments.is(5, "download") && isName(segments.at(3))) {
      // It redirects, or describes the file in JSON: never a second download.
      PathReading reading = file(RequestKind.API, segments.at(3), segments.at(4), ".crate");
      if (reading != PathReading.OTHER) {
        return reading;
      }
    }
    return PathReading.of(RequestKind.API, RequestKind.API);
  }

  /** The sparse index: {@code /1/a}, {@code /2/ab}, {@code /3/a/abc}, {@code /ab/cd/abcd…}. */
  private static PathReading index(PathSegments segments) {
    int count = segments.count();
    if ((count != 2 && count != 3) || segments.isDirectory()) {
      return PathReading.OTHER;
    }
    String name = segments.last();
    boolean fits =
        isName(name)
            && switch (name.length()) {
              case 1, 2 -> count == 2 && segments.is(0, Integer.toString(name.length()));
              case 3 -> count == 3 && segments.is(0, "3") && segments.is(1, name.substring(0, 1));
              default ->
                  count == 3
                      && segments.is(0, name.substring(0, 2))
                      && segments.is(1, name.substring(2, 4));
            };
    return fits
        ? new PathReading(
            RequestKind.METADATA, RequestKind.OTHER, new PackageRef(TYPE, "", name, "", ""))
        : PathReading.OTHER;
  }

  /** A file in {@code name}'s folder: the version stands behind the known prefix. */
  private static PathReading prefixed(RequestKind kind, String name, String file, String suffix) {
    if (!file.startsWith(name) || file.length() <= name.length() + suffix.length()) {
      return PathReading.OTHER;
    }
    return file.charAt(name.length()) == '-'
        ? file(
            kind, name, file.substring(name.length() + 1, file.length() - suffix.length()), suffix)
        : PathReading.OTHER;
  }

  private static PathReading file(RequestKind kind, String name, String version, String suffix) {
    return SemanticVersion.isValid(version)
        ? new PathReading(
            kind,
            RequestKind.OTHER,
            new PackageRef(TYPE, "", name, version, name + "-" + version + suffix))
        : PathReading.OTHER;
  }

  private static boolean isName(String name) {
    return name.length() <= 64 && Text.consistsOf(name, "-_");
  }
}
