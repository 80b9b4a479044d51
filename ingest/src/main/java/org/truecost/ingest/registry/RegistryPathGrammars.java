package org.truecost.ingest.registry;

import java.util.Set;
import org.truecost.source.Registry;

/** Every registry's path grammar, listed once. */
public final class RegistryPathGrammars {
  private final Set<String> gemNames;

  private RegistryPathGrammars(Set<String> gemNames) {
    this.gemNames = Set.copyOf(gemNames);
  }

  /** Grammars that know nothing but the path. */
  public static RegistryPathGrammars standard() {
    return new RegistryPathGrammars(Set.of());
  }

  /** Grammars that take a gem's full name apart by the names that exist; see {@link GemNames}. */
  public static RegistryPathGrammars knowingGems(Set<String> gemNames) {
    return new RegistryPathGrammars(gemNames);
  }

  /** The grammar of {@code registry}. */
  public RegistryPaths of(Registry registry) {
    return switch (registry) {
      case PYPI -> new PypiPaths();
      case CRATES_IO -> new CratesPaths();
      case RUBYGEMS -> new RubygemsPaths(gemNames);
      case NPM -> new NpmPaths();
      case OPEN_VSX -> new OpenVsxPaths();
      case MAVEN_CENTRAL -> new MavenPaths();
    };
  }
}
