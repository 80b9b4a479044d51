package org.truecost.traffic;

import java.util.Locale;

/** The operating system a package client names. */
public enum ClientPlatform {
  MACOS,
  WINDOWS,
  WINDOWS_SERVER,
  /** Linux below Windows, as on a developer's machine. */
  WSL,
  LINUX,
  NOT_SAID;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML. */
  public String label() {
    return label;
  }

  /** The platform of Python's {@code platform.system()} and {@code platform.release()}. */
  static ClientPlatform ofPython(String system, String release) {
    return switch (system) {
      case "Darwin" -> MACOS;
      case "Windows" -> release.contains("Server") ? WINDOWS_SERVER : WINDOWS;
      case "Linux" -> isWsl(release) ? WSL : LINUX;
      default -> NOT_SAID;
    };
  }

  /** The platform that free text names: target triples, {@code os.name}, {@code uname}. */
  static ClientPlatform inText(String text) {
    if (text.contains("darwin")
        || text.contains("Darwin")
        || text.contains("Mac OS X")
        || text.contains("macOS")) {
      return MACOS;
    }
    if (isWsl(text)) {
      return WSL;
    }
    if (text.contains("Windows Server")) {
      return WINDOWS_SERVER;
    }
    if (text.contains("Windows") || text.contains("mingw") || text.contains("win32")) {
      return WINDOWS;
    }
    return text.contains("inux") ? LINUX : NOT_SAID;
  }

  /** Azure's container service runs {@code -microsoft-standard} kernels too, without WSL. */
  private static boolean isWsl(String kernel) {
    return kernel.contains("microsoft-standard-WSL") || kernel.contains("-Microsoft");
  }
}
