package org.truecost.source;

import java.util.Optional;
import java.util.stream.Stream;

/** The package registries whose paths can be read. */
public enum Registry {
  PYPI("pypi"),
  CRATES_IO("crates-io"),
  RUBYGEMS("rubygems"),
  NPM("npm"),
  OPEN_VSX("open-vsx"),
  MAVEN_CENTRAL("maven-central");

  private final String id;

  Registry(String id) {
    this.id = id;
  }

  /** The name used in YAML, Parquet and reports. */
  public String id() {
    return id;
  }

  /** The registry called {@code id}, if there is one. */
  public static Optional<Registry> byId(String id) {
    return Stream.of(values()).filter(registry -> registry.id.equals(id)).findFirst();
  }
}
