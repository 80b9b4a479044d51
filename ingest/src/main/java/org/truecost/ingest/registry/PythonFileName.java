package org.truecost.ingest.registry;

import java.util.Locale;

/**
 * What the name of a Python distribution file says (the PyPA specifications of wheels and sdists,
 * and the older formats PyPI still serves).
 *
 * @param name project name, normalised (PEP 503)
 * @param version version, normalised (PEP 440) or raw where that fails
 */
record PythonFileName(String name, String version) {
  private static final String[] SOURCE_SUFFIXES = {
    ".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz", ".tar.z", ".tar"
  };
  private static final String[] BINARY_SUFFIXES = {".exe", ".msi", ".rpm", ".dmg", ".deb"};

  /** Reads {@code file}, or returns null if it is no distribution. */
  static PythonFileName parse(String file) {
    String lower = file.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".whl")) {
      return wheel(file.substring(0, file.length() - 4));
    }
    if (lower.endsWith(".egg")) {
      return egg(file.substring(0, file.length() - 4));
    }
    for (String suffix : SOURCE_SUFFIXES) {
      if (lower.endsWith(suffix)) {
        return source(file.substring(0, file.length() - suffix.length()));
      }
    }
    for (String suffix : BINARY_SUFFIXES) {
      if (lower.endsWith(suffix)) {
        return platformBuild(file.substring(0, file.length() - suffix.length()));
      }
    }
    return null;
  }

  /** The name as PyPI compares it: runs of {@code - _ .} become one dash, letters small. */
  static String normalizeName(String name) {
    StringBuilder normal = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '-' && c != '_' && c != '.') {
        normal.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
      } else if (normal.length() == 0 || normal.charAt(normal.length() - 1) != '-') {
        normal.append('-');
      }
    }
    return normal.toString();
  }

  static boolean isName(String name) {
    return Text.consistsOf(name, "-_.")
        && Text.isLetterOrDigit(name.charAt(0))
        && Text.isLetterOrDigit(name.charAt(name.length() - 1));
  }

  /** {@code name-version[-build]-python-abi-platform}. */
  private static PythonFileName wheel(String stem) {
    int dashes = count(stem, '-');
    if (dashes != 4 && dashes != 5) {
      return null;
    }
    int first = stem.indexOf('-');
    int second = stem.indexOf('-', first + 1);
    if (dashes == 5 && !Text.startsWithDigit(stem.substring(second + 1))) {
      return null;
    }
    return of(stem.substring(0, first), stem.substring(first + 1, second));
  }

  /** {@code name-version-pyX.Y[-platform]}. */
  private static PythonFileName egg(String stem) {
    int python = stem.indexOf("-py");
    String nameAndVersion = python < 0 ? stem : stem.substring(0, python);
    int dash = nameAndVersion.indexOf('-');
    return dash < 0
        ? null
        : of(nameAndVersion.substring(0, dash), nameAndVersion.substring(dash + 1));
  }

  /**
   * {@code name-version}, cut at the last dash behind which a version stands: old names hold dashes
   * (python-dateutil-2.8.2), old versions too (foo-1.0-beta1).
   */
  private static PythonFileName source(String stem) {
    PythonFileName dumb = platformBuild(stem);
    if (dumb != null) {
      return dumb;
    }
    int last = stem.lastIndexOf('-');
    if (last <= 0) {
      return null;
    }
    if (!Text.startsWithDigit(stem.substring(last + 1))) {
      int before = stem.lastIndexOf('-', last - 1);
      if (before > 0 && PythonVersion.isValid(stem.substring(before + 1))) {
        return of(stem.substring(0, before), stem.substring(before + 1));
      }
    }
    return of(stem.substring(0, last), stem.substring(last + 1));
  }

  /**
   * {@code name-version.linux-x86_64}, {@code name-version.win32-py2.7}: bdist_dumb and friends.
   */
  private static PythonFileName platformBuild(String stem) {
    int platform = firstOf(stem, ".linux-", ".win32", ".win-amd64", ".macosx-", "-1.noarch");
    if (platform < 0) {
      return null;
    }
    String nameAndVersion = stem.substring(0, platform);
    int dash = nameAndVersion.lastIndexOf('-');
    return dash <= 0
        ? null
        : of(nameAndVersion.substring(0, dash), nameAndVersion.substring(dash + 1));
  }

  private static PythonFileName of(String name, String version) {
    return isName(name) && isVersionLike(version)
        ? new PythonFileName(normalizeName(name), PythonVersion.normalize(version))
        : null;
  }

  /** Anything with a digit in it: old uploads have versions that PEP 440 cannot read. */
  private static boolean isVersionLike(String version) {
    for (int i = 0; i < version.length(); i++) {
      if (Text.isDigit(version.charAt(i))) {
        return Text.consistsOf(version, ".-_+!");
      }
    }
    return false;
  }

  private static int firstOf(String text, String... parts) {
    int first = -1;
    for (String part : parts) {
      int at = text.indexOf(part);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
      }
    }
    return first;
  }

  private static int count(String text, char wanted) {
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == wanted) {
        count++;
      }
    }
    return count;
  }
}
