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
import org.truecost.config.ConfigException;
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
  /** Configuration that decides about lines; prices are applied later. */
  private static final String[] DECIDING = {
    "sources.yaml",
    "definition",
    "downloads/",
    "organizations/",
    "packages/",
    "regions/",
    "traffic/"
  };

  /**
   * Loads a run's configuration.
   *
   * @throws org.truecost.config.ConfigException with all problems of all files
   */
  public static MeteringCatalog load(MeteringConfig run) {
    ConfigDirectory config = run.config();
    Problems problems = new Problems();
    List<Source> sources =
        new SourcesLoader(
                formatNames(), MeteringCatalog::formatProblem, LogFormats::requestIdProblem)
            .load(Path.of(run.sourcesFile()), run.sources(), config, problems);
    OrganizationCatalog organizations = OrganizationCatalogLoader.load(config, problems);
    Optional<TrafficClassifier> classifier = classifier(config, problems);
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
    RegistryPathGrammars grammars =
        RegistryPathGrammars.knowingGems(GemNames.load(config, problems));
    problems.throwIfAny();
    Map<String, Source> byId = new LinkedHashMap<>();
    sources.forEach(source -> byId.put(source.id(), source));
    return new MeteringCatalog(
        byId,
        classifier.orElseThrow(),
        organizations,
        definition.orElseThrow(),
        grammars,
        digest(run));
  }

  /**
   * The sources alone, for who reads no lines.
   *
   * @throws org.truecost.config.ConfigException with all problems of the file
   */
  public static List<Source> sources(Path file, byte[] bytes, ConfigDirectory config) {
    return new SourcesLoader(
            formatNames(), MeteringCatalog::formatProblem, LogFormats::requestIdProblem)
        .load(file, bytes, config);
  }

  private static Optional<TrafficClassifier> classifier(ConfigDirectory config, Problems problems) {
    try {
      return Optional.of(TrafficRulesLoader.load(config));
    } catch (ConfigException e) {
      e.problems()
          .forEach(
              problem -> problems.add(Path.of(problem.file()), problem.entry(), problem.message()));
      return Optional.empty();
    }
  }

  private static String digest(MeteringConfig run) {
    return run.config()
        .with("sources.yaml", run.sources())
        .with("definition", run.definition().getBytes(StandardCharsets.UTF_8))
        .digest(DECIDING);
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
