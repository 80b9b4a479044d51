package org.truecost.ingest.registry;

import java.util.Set;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;

/**
 * RubyGems.org: gems, specs and indexes, API and web site on one host. Only {@code .gem} tells a
 * gem from the web page of a gem. The platform of a gem stays in its file name.
 */
final class RubygemsPaths implements RegistryPaths {
  private static final String TYPE = "gem";

  private final Set<String> knownNames;

  /**
   * @param knownNames names of gems that exist; empty to take full names apart by their look
   */
  RubygemsPaths(Set<String> knownNames) {
    this.knownNames = Set.copyOf(knownNames);
  }

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
      case "gems" -> gems(segments);
      case "downloads" ->
          segments.count() == 2
              ? gem(RequestKind.REDIRECT, segments.last(), ".gem")
              : PathReading.OTHER;
      case "quick" ->
          segments.count() == 3 && segments.is(1, "Marshal.4.8")
              ? gem(RequestKind.METADATA, segments.last(), ".gemspec.rz")
              : PathReading.of(RequestKind.METADATA, RequestKind.OTHER);
      case "info" -> info(segments);
      case "versions",
          "names",
          "specs.4.8.gz",
          "latest_specs.4.8.gz",
          "prerelease_specs.4.8.gz",
          "specs.4.8",
          "latest_specs.4.8",
          "prerelease_specs.4.8",
          "Marshal.4.8",
          "Marshal.4.8.Z",
          "yaml",
          "yaml.Z",
          "yaml.gz" ->
          segments.count() == 1
              ? PathReading.of(RequestKind.METADATA, RequestKind.OTHER)
              : PathReading.OTHER;
      case "api" -> api(segments);
      case "search" -> PathReading.of(RequestKind.SEARCH, RequestKind.SEARCH);
      case "profiles",
          "pages",
          "users",
          "session",
          "sign_in",
          "sign_up",
          "stats",
          "news",
          "releases",
          "policies",
          "organizations",
          "dashboard",
          "settings",
          "assets",
          "adoptions",
          "favicon.ico",
          "robots.txt",
          "opensearch.xml" ->
          PathReading.of(RequestKind.WEB, RequestKind.WEB);
      default -> PathReading.OTHER;
    };
  }

  private PathReading gems(PathSegments segments) {
    if (segments.count() == 2 && !segments.isDirectory() && segments.last().endsWith(".gem")) {
      return gem(RequestKind.ARTIFACT, segments.last(), ".gem");
    }
    return PathReading.of(RequestKind.WEB, RequestKind.WEB);
  }

  private PathReading gem(RequestKind kind, String file, String suffix) {
    String fullName = Text.withoutSuffix(file, suffix);
    GemName gem = fullName == null ? null : GemName.parse(fullName, knownNames);
    return gem == null
        ? PathReading.OTHER
        : new PathReading(
            kind, RequestKind.OTHER, new PackageRef(TYPE, "", gem.name(), gem.version(), file));
  }

  private static PathReading info(PathSegments segments) {
    return segments.count() == 2 && Text.consistsOf(segments.last(), "-_.")
        ? new PathReading(
            RequestKind.METADATA,
            RequestKind.OTHER,
            new PackageRef(TYPE, "", segments.last(), "", ""))
        : PathReading.OTHER;
  }

  private static PathReading api(PathSegments segments) {
    String resource = segments.count() > 2 ? segments.at(2) : "";
    return switch (resource) {
      case "dependencies", "dependencies.json" ->
          PathReading.of(RequestKind.METADATA, RequestKind.OTHER);
      case "search", "search.json", "search.yaml" ->
          PathReading.of(RequestKind.SEARCH, RequestKind.SEARCH);
      case "attestations" -> PathReading.of(RequestKind.SIGNATURE, RequestKind.OTHER);
      case "gems" ->
          PathReading.of(
              RequestKind.API,
              segments.count() == 3 || segments.is(3, "yank") || segments.is(3, "unyank")
                  ? RequestKind.PUBLISH
                  : RequestKind.API);
      case "oidc" -> PathReading.of(RequestKind.API, RequestKind.PUBLISH);
      case "rubygems" ->
          segments.last().endsWith(".sha256")
              ? PathReading.of(RequestKind.SIGNATURE, RequestKind.OTHER)
              : PathReading.of(RequestKind.API, RequestKind.API);
      default -> PathReading.of(RequestKind.API, RequestKind.API);
    };
  }
}
