package org.truecost.metering;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.download.DownloadDefinition;
import org.truecost.download.DownloadDefinitions;
import org.truecost.ingest.format.LogFormat;
import org.truecost.ingest.format.LogFormats;
import org.truecost.ingest.registry.GemNames;
import org.truecost.ingest.registry.RegistryPathGrammars;
import org.truecost.organization.OrganizationCatalog;
import org.truecost.organization.OrganizationCatalogLoader;
import org.truecost.source.FormatSpec;
import org.truecost.source.Source;
import org.truecost.source.SourcesLoader;
import org.truecost.traffic.TrafficClassifier;
import org.truecost.traffic.TrafficRulesLoader;

/**
 * Everything configuration says about a line, loaded and checked.
 *
 * @param sources by id, in the order of the file
 * @param classifier user agent to tool and class
 * @param organizations address to organization
 * @param definition what counts as a download
 * @param grammars path to package
 * @param digest SHA-256 over all configuration that decides about lines
 */
public record MeteringCatalog(
    Map<String, Source> sources,
    TrafficClassifier classifier,
    OrganizationCatalog organizations,
    DownloadDefinition definition,
    RegistryPathGrammars grammars,
    String digest) {

  /**
   * Loads a run's configuration.
   *
   * @throws org.truecost.config.ConfigException with all problems of all files
   */
  public static MeteringCatalog load(MeteringConfig run) {
    ConfigDirectory config = run.config();
    Problems problems = new Problems();
    List<Source> sources =
        new SourcesLoader(formatNames(), MeteringCatalog::formatProblem)
            .load(Path.of(run.sourcesFile()), run.sources(), config, problems);
    OrganizationCatalog organizations = OrganizationCatalogLoader.load(config, problems);
    Optional<TrafficClassifier> classifier = TrafficRulesLoader.load(config, problems);
    DownloadDefinitions definitions = DownloadDefinitions.load(config, problems);
    Optional<DownloadDefinition> definition = definitions.byId(run.definition());
    if (definition.isEmpty() && problems.isEmpty()) {
      problems.add(
          config.display(DownloadDefinitions.FOLDER),
          "",
          "has no definition \""
              + run.definition()
              + "\"; there are "
              + definitions.all().stream()
                  .map(DownloadDefinition::id)
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
    problems.throwIfAny();
    Map<String, Source> byId = new LinkedHashMap<>();
    sources.forEach(source -> byId.put(source.id(), source));
    return new MeteringCatalog(
        byId,
        classifier.orElseThrow(),
        organizations,
        definition.orElseThrow(),
        grammars(config),
        digest(run));
  }

  private static RegistryPathGrammars grammars(ConfigDirectory config) {
    return config
        .bytes("packages/rubygems.txt")
        .map(bytes -> RegistryPathGrammars.knowingGems(GemNames.read(bytes)))
        .orElseGet(RegistryPathGrammars::standard);
  }

  private static String digest(MeteringConfig run) {
    return run.config()
            .with("sources.yaml", run.sources())
            .with("definition", run.definition().getBytes(StandardCharsets.UTF_8))
            .digest("sources.yaml", "definition", "downloads/", "organizations/", "packages/")
        + "";
  }

  private static Set<String> formatNames() {
    return LogFormats.all().stream().map(LogFormat::name).collect(Collectors.toSet());
  }

  private static Optional<String> formatProblem(FormatSpec spec) {
    try {
      LogFormats.parserFor(spec);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }
}
