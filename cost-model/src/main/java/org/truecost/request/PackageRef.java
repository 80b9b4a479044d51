package org.truecost.request;

import static java.util.Objects.requireNonNull;

/**
 * A package file in purl terms (https://github.com/package-url/purl-spec). Components are as the
 * registry compares them (PyPI names normalised, for example). Absent parts are empty strings.
 *
 * @param type purl type: {@code pypi cargo gem npm maven vscode-extension}
 * @param namespace npm scope with its {@code @}, Maven group, Open VSX namespace; else empty
 * @param name package name
 * @param version version, empty where the path names none (an index page)
 * @param file file name, empty where the path names none
 */
public record PackageRef(String type, String namespace, String name, String version, String file) {
  public PackageRef {
    requireNonNull(type, "type");
    requireNonNull(namespace, "namespace");
    requireNonNull(name, "name");
    requireNonNull(version, "version");
    requireNonNull(file, "file");
  }
}
