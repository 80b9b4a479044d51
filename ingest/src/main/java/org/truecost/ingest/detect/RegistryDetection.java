package org.truecost.ingest.detect;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.registry.PathReading;
import org.truecost.ingest.registry.RegistryPathGrammars;
import org.truecost.ingest.registry.RegistryPaths;
import org.truecost.ingest.registry.RequestTarget;
import org.truecost.request.RequestKind;
import org.truecost.source.Registry;

/**
 * Whose paths a log holds: every registry's grammar reads the sampled targets, and the one that
 * finds most packages is taken; hosts and the package clients among the user agents decide where
 * grammars are close.
 *
 * @param registry the registry, empty if none reads anything
 * @param packageShare share of the targets that it reads as naming a package, 0 to 1
 * @param rival another registry that is nearly as likely; without a registry, the one whose grammar
 *     reads the paths, while nothing else speaks for it
 * @param pathPrefix what stands before every path and must be stripped, empty if nothing
 */
public record RegistryDetection(
    Optional<Registry> registry, double packageShare, Optional<Registry> rival, String pathPrefix) {
  /** Points of a host that names the registry; a target that names a package file has 3. */
  private static final double HOST_POINTS = 2;

  private static final double CLIENT_POINTS = 2;

  /** Grammars read many paths of strangers as an index page: that alone is no evidence. */
  private static final double FEWEST_FILES = 0.05;

  private static final double FEWEST_CLIENTS = 0.2;

  private static final double FEWEST_HOSTS = 0.5;

  /** Clients of registries and repositories that are not among ours. */
  private static final List<String> FOREIGN_CLIENTS =
      List.of(
          "nuget",
          "composer/",
          "hex/",
          "cabal-install",
          "stack/",
          "conda/",
          "mamba/",
          "r (",
          "docker/",
          "containerd/",
          "debian apt",
          "libdnf",
          "cocoapods/",
          "dart pub",
          "julia/",
          "luarocks/",
          "helm/");

  /** A prefix must stand before nearly all paths. */
  private static final double PREFIX_SHARE = 0.9;

  private static final double CLOSE = 0.85;

  private static final Map<Registry, List<String>> HOST_WORDS =
      Map.of(
          Registry.PYPI, List.of("pypi", "pythonhosted"),
          Registry.CRATES_IO, List.of("crates"),
          Registry.RUBYGEMS, List.of("rubygems"),
          Registry.NPM, List.of("npm"),
          Registry.OPEN_VSX, List.of("open-vsx", "openvsx"),
          Registry.MAVEN_CENTRAL, List.of("maven"));

  private static final Map<Registry, List<String>> CLIENTS =
      Map.of(
          Registry.PYPI, List.of("pip/", "uv/", "poetry/", "twine/", "pdm/"),
          Registry.CRATES_IO, List.of("cargo"),
          Registry.RUBYGEMS, List.of("bundler/", "ruby, rubygems/"),
          Registry.NPM, List.of("npm/", "yarn/", "pnpm/", "bun/"),
          Registry.OPEN_VSX, List.of("vscode", "vscodium"),
          Registry.MAVEN_CENTRAL, List.of("apache-maven/", "gradle/", "coursier", "sbt/"));

  public RegistryDetection {
    requireNonNull(registry, "registry");
    requireNonNull(rival, "rival");
    requireNonNull(pathPrefix, "pathPrefix");
  }

  /** How a registry reads the targets. */
  private record Score(
      Registry registry,
      double points,
      double packageShare,
      double fileShare,
      double hostShare,
      double clientShare,
      String prefix) {
    /** Whether more than a permissive grammar speaks for it. */
    boolean isLikely() {
      return fileShare >= FEWEST_FILES
          || hostShare >= FEWEST_HOSTS
          || clientShare >= FEWEST_CLIENTS;
    }
  }

  /** Judges what was seen in lines of one format. */
  public static RegistryDetection of(FormatTrial trial) {
    SeenFields seen = trial.seen();
    Map<Registry, Score> scores = new EnumMap<>(Registry.class);
    for (Registry registry : Registry.values()) {
      scores.put(registry, score(registry, seen, trial.timesEncoded()));
    }
    List<Score> ranked =
        scores.values().stream()
            .filter(score -> score.packageShare() > 0)
            .sorted(
                Comparator.comparingDouble(Score::points).reversed().thenComparing(Score::registry))
            .toList();
    if (ranked.isEmpty()) {
      return new RegistryDetection(Optional.empty(), 0, Optional.empty(), "");
    }
    Score best = ranked.get(0);
    boolean foreign = share(FOREIGN_CLIENTS, seen.userAgents()) > 0.5;
    if (!best.isLikely() || (foreign && best.hostShare() < FEWEST_HOSTS)) {
      return new RegistryDetection(
          Optional.empty(), best.packageShare(), Optional.of(best.registry()), "");
    }
    Optional<Registry> rival =
        ranked.size() > 1 && ranked.get(1).points() >= best.points() * CLOSE
            ? Optional.of(ranked.get(1).registry())
            : Optional.empty();
    return new RegistryDetection(
        Optional.of(best.registry()), best.packageShare(), rival, best.prefix());
  }

  private static Score score(Registry registry, SeenFields seen, int timesEncoded) {
    Score plain = paths(registry, seen.targets(), timesEncoded, "");
    Score best = plain;
    String prefix = commonPrefix(seen.targets());
    while (!prefix.isEmpty()) {
      Score stripped = paths(registry, seen.targets(), timesEncoded, prefix);
      // Grammars know the usual prefixes; only a real gain is worth a setting.
      if (stripped.points() > best.points() * 1.2) {
        best = stripped;
      }
      prefix = prefix.substring(0, prefix.lastIndexOf('/'));
    }
    double hosts = hostShare(registry, seen);
    double clients = share(CLIENTS.get(registry), seen.userAgents());
    return new Score(
        registry,
        best.points() + HOST_POINTS * hosts + CLIENT_POINTS * clients,
        best.packageShare(),
        best.fileShare(),
        hosts,
        clients,
        best.prefix());
  }

  private static Score paths(
      Registry registry, List<String> targets, int timesEncoded, String prefix) {
    RegistryPaths grammar = RegistryPathGrammars.standard().of(registry);
    RequestTarget target = new RequestTarget(registry, prefix);
    Slice logged = new Slice();
    Slice path = new Slice();
    double points = 0;
    int packages = 0;
    int files = 0;
    for (String text : targets) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      logged.set(bytes, 0, bytes.length);
      target.path(logged, path);
      PathReading reading = grammar.read(path.toString(), timesEncoded);
      if (reading.packageRef() != null) {
        packages++;
        files += isFile(reading) ? 1 : 0;
        points += isFile(reading) ? 3 : 1;
      } else if (reading.readKind() != RequestKind.OTHER && reading.readKind() != RequestKind.WEB) {
        points += 0.5;
      }
    }
    int all = Math.max(targets.size(), 1);
    return new Score(
        registry, points / all, (double) packages / all, (double) files / all, 0, 0, prefix);
  }

  private static boolean isFile(PathReading reading) {
    return !reading.packageRef().version().isEmpty() && !reading.packageRef().file().isEmpty();
  }

  /** The leading segments, at most two, that nearly all paths share; empty if none. */
  private static String commonPrefix(List<String> targets) {
    String prefix = "";
    for (int segments = 1; segments <= 2; segments++) {
      Map<String, Integer> counts = new HashMap<>();
      for (String target : targets) {
        head(target, segments).ifPresent(head -> counts.merge(head, 1, Integer::sum));
      }
      Optional<Map.Entry<String, Integer>> most =
          counts.entrySet().stream().max(Map.Entry.comparingByValue());
      if (most.isEmpty() || most.get().getValue() < targets.size() * PREFIX_SHARE) {
        break;
      }
      prefix = most.get().getKey();
    }
    return prefix;
  }

  private static Optional<String> head(String target, int segments) {
    int at = target.startsWith("/") ? 0 : target.indexOf('/', target.indexOf("://") + 3);
    int end = at;
    for (int i = 0; i < segments && end >= 0; i++) {
      end = target.indexOf('/', end + 1);
    }
    boolean usable = at >= 0 && end > at + 1 && target.indexOf('?') < 0;
    return usable ? Optional.of(target.substring(at, end)) : Optional.empty();
  }

  private static double hostShare(Registry registry, SeenFields seen) {
    Map<String, Integer> hosts = new HashMap<>(seen.hosts());
    if (hosts.isEmpty()) {
      seen.targets().stream()
          .filter(target -> target.contains("://"))
          .forEach(
              target -> {
                int from = target.indexOf("://") + 3;
                int to = target.indexOf('/', from);
                hosts.merge(target.substring(from, to < 0 ? target.length() : to), 1, Integer::sum);
              });
    }
    int all = hosts.values().stream().mapToInt(Integer::intValue).sum();
    int named =
        hosts.entrySet().stream()
            .filter(host -> namesRegistry(host.getKey(), HOST_WORDS.get(registry)))
            .mapToInt(Map.Entry::getValue)
            .sum();
    return all == 0 ? 0 : (double) named / all;
  }

  private static boolean namesRegistry(String host, List<String> words) {
    String lower = host.toLowerCase(Locale.ROOT);
    return words.stream().anyMatch(lower::contains);
  }

  private static double share(List<String> starts, List<String> userAgents) {
    long own =
        userAgents.stream()
            .map(agent -> agent.toLowerCase(Locale.ROOT))
            .filter(agent -> starts.stream().anyMatch(agent::startsWith))
            .count();
    return userAgents.isEmpty() ? 0 : (double) own / userAgents.size();
  }
}
