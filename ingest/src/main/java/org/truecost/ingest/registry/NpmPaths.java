package org.truecost.ingest.registry;

import java.util.Locale;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;

/**
 * npm: tarballs, packuments and the {@code /-/} API. Names compare by case: old packages with
 * capitals are others than their small spellings.
 *
 * <p>A scope may stand in one segment with its package ({@code @scope%2fname}): here alone an
 * encoded slash separates. A tarball's base name has no scope.
 */
final class NpmPaths implements RegistryPaths {
  private static final String TYPE = "npm";
  private static final String ENCODED_SLASH = "%2f";

  @Override
  public PathReading read(String path, int times) {
    PathSegments segments = PathSegments.of(path, times);
    if (segments == null) {
      return PathReading.OTHER;
    }
    if (segments.count() == 0) {
      return PathReading.of(RequestKind.API, RequestKind.API);
    }
    String first = segments.at(0);
    if (first.equals("-")) {
      return service(segments);
    }
    if (isStatistics(segments)) {
      return PathReading.of(RequestKind.API, RequestKind.OTHER);
    }
    if (!first.startsWith("@")) {
      return named("", first, segments, 1);
    }
    int slash = first.toLowerCase(Locale.ROOT).indexOf(ENCODED_SLASH);
    if (slash > 0) {
      return named(
          first.substring(0, slash), first.substring(slash + ENCODED_SLASH.length()), segments, 1);
    }
    return segments.count() > 1 ? named(first, segments.at(1), segments, 2) : PathReading.OTHER;
  }

  /** The counts API and the change feed, served on hosts of their own. */
  private static boolean isStatistics(PathSegments segments) {
    return (segments.is(0, "downloads") && (segments.is(1, "point") || segments.is(1, "range")))
        || (segments.is(0, "versions") && segments.last().equals("last-week"))
        || segments.is(0, "_changes");
  }

  /** A path that begins with a package, whose segments from {@code next} on say what of it. */
  private static PathReading named(String scope, String name, PathSegments segments, int next) {
    if (!isName(name) || !(scope.isEmpty() || (scope.length() > 1 && isName(scope.substring(1))))) {
      return PathReading.OTHER;
    }
    int rest = segments.count() - next;
    if (rest == 0) {
      return metadata(scope, name, "");
    }
    if (segments.is(next, "-")) {
      return tarball(scope, name, segments, next + 1);
    }
    if (segments.is(next, "-rev")) {
      return PathReading.of(RequestKind.OTHER, RequestKind.PUBLISH);
    }
    return rest == 1 && isVersionOrTag(segments.at(next))
        ? metadata(scope, name, SemanticVersion.isValid(segments.at(next)) ? segments.at(next) : "")
        : PathReading.OTHER;
  }

  private static PathReading tarball(String scope, String name, PathSegments segments, int next) {
    int rest = segments.count() - next;
    if (rest == 0 || segments.isDirectory()) {
      return PathReading.OTHER;
    }
    String file = segments.at(next);
    if (rest > 1 && !segments.is(next + 1, "-rev")) {
      return PathReading.OTHER;
    }
    String stem = Text.withoutSuffix(file, ".tgz");
    if (stem == null || !stem.startsWith(name) || stem.length() < name.length() + 2) {
      return PathReading.OTHER;
    }
    String version = stem.substring(name.length() + 1);
    if (stem.charAt(name.length()) != '-' || !isTarballVersion(version)) {
      return PathReading.OTHER;
    }
    return rest == 1
        ? new PathReading(
            RequestKind.ARTIFACT,
            RequestKind.PUBLISH,
            new PackageRef(TYPE, scope, name, version, file))
        : PathReading.of(RequestKind.OTHER, RequestKind.PUBLISH);
  }

  /** {@code /-/…}: everything that is not below a package's name. */
  private static PathReading service(PathSegments segments) {
    if (segments.is(1, "package")) {
      return distTags(segments);
    }
    if (segments.is(1, "all") || (segments.is(1, "v1") && segments.is(2, "search"))) {
      return PathReading.of(RequestKind.SEARCH, RequestKind.SEARCH);
    }
    if (segments.is(1, "npm") && segments.is(3, "attestations")) {
      return attestations(segments);
    }
    return segments.is(1, "npm") && segments.is(3, "keys")
        ? PathReading.of(RequestKind.SIGNATURE, RequestKind.OTHER)
        : PathReading.of(RequestKind.API, RequestKind.API);
  }

  /** {@code /-/package/{pkg}/dist-tags[/{tag}]}, the scope in one segment or two. */
  private static PathReading distTags(PathSegments segments) {
    int at = 2;
    while (at < segments.count() && !segments.is(at, "dist-tags")) {
      at++;
    }
    if (at == segments.count() || at == 2 || at > 4) {
      return PathReading.of(RequestKind.API, RequestKind.API);
    }
    String whole = at == 3 ? segments.at(2) : segments.at(2) + "/" + segments.at(3);
    PackageRef ref = reference(whole, "");
    return ref == null
        ? PathReading.OTHER
        : new PathReading(RequestKind.METADATA, RequestKind.PUBLISH, ref);
  }

  /** {@code /-/npm/v1/attestations/{pkg}@{version}}. */
  private static PathReading attestations(PathSegments segments) {
    int count = segments.count();
    if (count != 5 && count != 6) {
      return PathReading.OTHER;
    }
    String whole = count == 5 ? segments.at(4) : segments.at(4) + "/" + segments.at(5);
    int at = whole.lastIndexOf('@');
    PackageRef ref =
        at <= 0 || !SemanticVersion.isValid(whole.substring(at + 1))
            ? null
            : reference(whole.substring(0, at), whole.substring(at + 1));
    return ref == null
        ? PathReading.OTHER
        : new PathReading(RequestKind.SIGNATURE, RequestKind.OTHER, ref);
  }

  private static PackageRef reference(String whole, String version) {
    String scope = "";
    String name = whole;
    if (whole.startsWith("@")) {
      int slash = whole.indexOf('/');
      int length = 1;
      if (slash < 0) {
        slash = whole.toLowerCase(Locale.ROOT).indexOf(ENCODED_SLASH);
        length = ENCODED_SLASH.length();
      }
      if (slash < 2 || !isName(whole.substring(1, slash))) {
        return null;
      }
      scope = whole.substring(0, slash);
      name = whole.substring(slash + length);
    }
    return isName(name) ? new PackageRef(TYPE, scope, name, version, "") : null;
  }

  private static PathReading metadata(String scope, String name, String version) {
    return new PathReading(
        RequestKind.METADATA, RequestKind.PUBLISH, new PackageRef(TYPE, scope, name, version, ""));
  }

  private static boolean isName(String name) {
    return name.length() <= 214
        && Text.consistsOf(name, "-_.~!'()*")
        && name.charAt(0) != '.'
        && name.charAt(0) != '_'
        && !name.equals("-");
  }

  private static boolean isVersionOrTag(String text) {
    return Text.consistsOf(text, "-_.+~^") && text.charAt(0) != '-';
  }

  /** Tarballs from before strict versions are still served: {@code 1.0.0beta}, {@code 0.1}. */
  private static boolean isTarballVersion(String version) {
    return Text.startsWithDigit(version) && Text.consistsOf(version, "-.+_");
  }
}
