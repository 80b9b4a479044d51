package org.truecost.ingest.registry;

import java.util.Locale;
import java.util.Set;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;

/**
 * Open VSX: the file store, its own API and the one it shares with Visual Studio Code's gallery.
 *
 * <p>Namespaces and extensions compare without case and are given in small letters. The target
 * platform stays in the file name, {@code …@linux-x64.vsix}.
 */
final class OpenVsxPaths implements RegistryPaths {
  private static final String TYPE = "vscode-extension";
  private static final Set<String> PLATFORMS =
      Set.of(
          "universal",
          "win32-x64",
          "win32-ia32",
          "win32-arm64",
          "linux-x64",
          "linux-arm64",
          "linux-armhf",
          "alpine-x64",
          "alpine-arm64",
          "darwin-x64",
          "darwin-arm64",
          "web");

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
      case "api" -> api(segments);
      case "vscode" -> vscode(segments);
      case "extension",
          "namespace",
          "user-settings",
          "admin-dashboard",
          "publisher-agreement",
          "about",
          "login",
          "logout",
          "oauth2",
          "user",
          "static",
          "documents",
          "favicon.ico",
          "robots.txt",
          "sitemap.xml" ->
          PathReading.of(RequestKind.WEB, RequestKind.WEB);
      default -> stored(segments);
    };
  }

  /** {@code /{ns}/{ext}[/{platform}]/{version}/{file}} on the CDN. */
  private static PathReading stored(PathSegments segments) {
    int count = segments.count();
    boolean hasPlatform = count >= 5 && PLATFORMS.contains(segments.at(2));
    int versionAt = hasPlatform ? 3 : 2;
    if (count < versionAt + 2 || segments.isDirectory() || !isVersion(segments.at(versionAt))) {
      return PathReading.OTHER;
    }
    String platform = hasPlatform ? segments.at(2) : "";
    String version = segments.at(versionAt);
    if (count > versionAt + 2) {
      // Files of the package served one by one, for web extensions.
      return isNamed(segments, 0, 1)
          ? PathReading.of(RequestKind.WEB, RequestKind.OTHER)
          : PathReading.OTHER;
    }
    return file(segments.at(0), segments.at(1), platform, version, segments.last());
  }

  private static PathReading file(
      String namespace, String name, String platform, String version, String file) {
    RequestKind kind = kindOf(file);
    if (!isName(namespace) || !isName(name)) {
      return PathReading.OTHER;
    }
    String prefix = namespace + "." + name + "-";
    if (kind == RequestKind.METADATA) {
      return reading(kind, namespace, name, version, file);
    }
    if (!Text.startsWithIgnoringCase(file, prefix)) {
      // A checksum of a readme or an icon has no package's name.
      return kind == RequestKind.SIGNATURE
          ? reading(kind, namespace, name, version, file)
          : PathReading.OTHER;
    }
    String rest = file.substring(prefix.length());
    String named = version.isEmpty() ? versionOf(rest) : version;
    boolean universal = platform.isEmpty() || platform.equals("universal");
    boolean fits =
        !named.isEmpty()
            && rest.startsWith(named)
            && (isTail(rest, named.length(), "@" + platform)
                || (universal
                    && (isTail(rest, named.length(), "")
                        || isTail(rest, named.length(), "@universal"))));
    return fits
        ? reading(kind, namespace, name, named, prefix.toLowerCase(Locale.ROOT) + rest)
        : PathReading.OTHER;
  }

  /** Whether {@code infix} and then an extension stand at {@code at}. */
  private static boolean isTail(String text, int at, String infix) {
    int dot = at + infix.length();
    return text.startsWith(infix, at)
        && (text.startsWith(".vsix", dot)
            || text.startsWith(".sigzip", dot)
            || text.startsWith(".sha256", dot)
            || text.startsWith(".pem", dot));
  }

  /** The version in {@code 1.2.3@linux-x64.vsix.sha256}. */
  private static String versionOf(String rest) {
    int end = rest.indexOf('@');
    if (end < 0) {
      end = rest.indexOf(".vsix");
    }
    String version = end < 0 ? "" : rest.substring(0, end);
    return isVersion(version) ? version : "";
  }

  private static RequestKind kindOf(String file) {
    if (file.endsWith(".vsix")) {
      return RequestKind.ARTIFACT;
    }
    return file.endsWith(".sha256") || file.endsWith(".sigzip") || file.endsWith(".pem")
        ? RequestKind.SIGNATURE
        : RequestKind.METADATA;
  }

  private static PathReading api(PathSegments segments) {
    int count = segments.count();
    if (segments.is(1, "-") || segments.is(2, "-")) {
      return apiService(segments);
    }
    if (count < 3 || !isNamed(segments, 1, 2)) {
      return PathReading.of(RequestKind.API, RequestKind.API);
    }
    int at = 3;
    String platform = "";
    if (at < count && PLATFORMS.contains(segments.at(at))) {
      platform = segments.at(at++);
    }
    String version = "";
    if (at < count && isVersion(segments.at(at))) {
      version = segments.at(at++);
    } else if (segments.is(at, "latest") || segments.is(at, "pre-release")) {
      at++;
    }
    if (at == count) {
      return reading(RequestKind.METADATA, segments.at(1), segments.at(2), version, "");
    }
    if (at == count - 2 && segments.is(at, "file") && !segments.isDirectory()) {
      // Sent from here, or (302) sent on to the file store: the status tells.
      String file = segments.last();
      return file(segments.at(1), segments.at(2), platformOf(file, platform), version, file);
    }
    return PathReading.of(RequestKind.API, RequestKind.API);
  }

  /** The platform that the file names, where the URL leaves it out. */
  private static String platformOf(String file, String platform) {
    int from = file.indexOf('@');
    int to = file.indexOf(".vsix", Math.max(from, 0));
    if (!platform.isEmpty() || from < 0 || to < 0) {
      return platform;
    }
    String named = file.substring(from + 1, to);
    return PLATFORMS.contains(named) ? named : platform;
  }

  private static PathReading apiService(PathSegments segments) {
    int at = segments.is(1, "-") ? 2 : 3;
    if (segments.is(at, "search")) {
      return PathReading.of(RequestKind.SEARCH, RequestKind.SEARCH);
    }
    boolean publishes =
        segments.is(at, "publish")
            || (segments.is(at, "namespace") && segments.is(at + 1, "create"));
    return PathReading.of(RequestKind.API, publishes ? RequestKind.PUBLISH : RequestKind.API);
  }

  private static PathReading vscode(PathSegments segments) {
    int count = segments.count();
    if (segments.is(1, "gallery")) {
      return gallery(segments);
    }
    if (segments.is(1, "asset") && count >= 6 && isNamed(segments, 2, 3)) {
      return asset(segments);
    }
    if (segments.is(1, "unpkg") && count >= 4 || segments.is(1, "item")) {
      return PathReading.of(RequestKind.WEB, RequestKind.OTHER);
    }
    return PathReading.OTHER;
  }

  private static PathReading gallery(PathSegments segments) {
    if (segments.is(2, "extensionquery")) {
      return PathReading.of(RequestKind.SEARCH, RequestKind.SEARCH);
    }
    if (segments.count() == 8
        && segments.is(2, "publishers")
        && segments.is(4, "vsextensions")
        && segments.is(7, "vspackage")
        && isNamed(segments, 3, 5)
        && isVersion(segments.at(6))) {
      return packaged(segments.at(3), segments.at(5), segments.at(6));
    }
    return PathReading.of(RequestKind.API, RequestKind.API);
  }

  private static PathReading asset(PathSegments segments) {
    String version = segments.at(4);
    if (!isVersion(version)) {
      return PathReading.OTHER;
    }
    return switch (segments.at(5)) {
      case "Microsoft.VisualStudio.Services.VSIXPackage" ->
          packaged(segments.at(2), segments.at(3), version);
      case "Microsoft.VisualStudio.Services.VsixSignature",
          "Microsoft.VisualStudio.Services.PublicKey" ->
          reading(RequestKind.SIGNATURE, segments.at(2), segments.at(3), version, segments.last());
      default ->
          reading(RequestKind.METADATA, segments.at(2), segments.at(3), version, segments.last());
    };
  }

  /** The package of a version; its platform stands in the query, if anywhere. */
  private static PathReading packaged(String namespace, String name, String version) {
    return reading(
        RequestKind.ARTIFACT,
        namespace,
        name,
        version,
        (namespace + "." + name + "-").toLowerCase(Locale.ROOT) + version + ".vsix");
  }

  private static PathReading reading(
      RequestKind kind, String namespace, String name, String version, String file) {
    return new PathReading(
        kind,
        RequestKind.OTHER,
        new PackageRef(
            TYPE,
            namespace.toLowerCase(Locale.ROOT),
            name.toLowerCase(Locale.ROOT),
            version,
            file));
  }

  private static boolean isNamed(PathSegments segments, int namespace, int name) {
    return isName(segments.at(namespace)) && isName(segments.at(name));
  }

  private static boolean isName(String text) {
    return Text.consistsOf(text, "-_.") && text.charAt(0) != '.' && text.charAt(0) != '-';
  }

  private static boolean isVersion(String text) {
    return Text.startsWithDigit(text) && text.indexOf('.') > 0 && Text.consistsOf(text, "-.+_");
  }
}
