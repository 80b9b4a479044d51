package org.truecost.ingest.detect;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.CsvFile;
import org.truecost.config.Problems;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.source.BillingRegions;
import org.truecost.source.ByteMeaning;
import org.truecost.source.FormatSpec;
import org.truecost.source.Registry;

/**
 * A first {@code sources.yaml} for a directory of logs, with what was found and by what evidence,
 * and what only the operator can know. What could not be recognized stands there as a comment.
 *
 * @param sources the groups of files, each with what was found
 * @param unreadable what could not be listed or opened, with the reason
 * @param yaml the text of the file
 */
public record SourcesDraft(
    List<DetectedSource> sources, Map<String, String> unreadable, String yaml) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LocalDate EARLIEST = LocalDate.of(2000, 1, 1);

  public SourcesDraft {
    sources = List.copyOf(sources);
    unreadable = new TreeMap<>(unreadable);
    requireNonNull(yaml, "yaml");
  }

  /** Looks at the files below {@code root}; never fails, whatever they hold. */
  public static SourcesDraft of(Path root, ConfigDirectory config) {
    LogTree tree = LogTree.of(root.toAbsolutePath().normalize());
    List<DetectedSource> sources = new ArrayList<>();
    Map<String, String> unreadable = new TreeMap<>(tree.unreadable());
    for (LogGroup group : LogGroup.of(tree.files())) {
      DetectedSource source = DetectedSource.of(tree.root(), group);
      sources.add(source);
      unreadable.putAll(source.unreadable());
    }
    return new SourcesDraft(sources, unreadable, new Writer(tree.root(), config).file(sources));
  }

  /** How many entries the file has that load. */
  public long usable() {
    return sources.stream().filter(DetectedSource::isUsable).count();
  }

  private static final class Writer {
    private final Path root;
    private final ConfigDirectory config;
    private final Set<String> ids = new HashSet<>();
    private final StringBuilder out = new StringBuilder();

    /** What stands before every line of an entry that does not load. */
    private String margin = "";

    Writer(Path root, ConfigDirectory config) {
      this.root = root;
      this.config = config;
    }

    String file(List<DetectedSource> sources) {
      line(
          "# Where logs come from and how to read them. Written by `truecost init`, from a sample"
              + " of");
      line("# each group of files: check what is marked, then run `truecost doctor`.");
      line("sources:");
      for (DetectedSource source : sources) {
        line("");
        entry(source);
      }
      return out.toString();
    }

    private void entry(DetectedSource source) {
      margin = "";
      Optional<FormatTrial> trial = source.format().best();
      Optional<Registry> registry = source.registry().flatMap(RegistryDetection::registry);
      comment(
          source.group().files().size()
              + (source.group().files().size() == 1 ? " file, " : " files, ")
              + source.sampledFiles()
              + " sampled. "
              + trial
                  .map(this::evidence)
                  .orElse("Format not recognized: " + source.format().remark())
              + ".");
      if (source.format().guessed()) {
        comment(
            "A guess from the lines themselves, to be checked: " + source.format().remark() + ".");
      } else if (!source.format().others().isEmpty()) {
        comment(
            "Also fits "
                + source.format().others().stream()
                    .map(other -> other.format().name())
                    .collect(Collectors.joining(", "))
                + ", with fewer lines or fields.");
      }
      source.registry().ifPresent(found -> registryComment(found));
      if (!source.oddFiles().isEmpty()) {
        comment("CHECK: mostly rejected in " + some(source.oddFiles()) + ".");
      }
      if (!source.unreadable().isEmpty()) {
        comment("CHECK: could not be opened: " + some(source.unreadable().keySet()) + ".");
      }
      if (!source.faults().isEmpty()) {
        comment("CHECK: damaged files: " + String.join(", ", source.faults()) + ".");
      }
      if (!source.isUsable()) {
        comment("Not active. Complete it and remove the number signs.");
        margin = "# ";
      }
      fields(source, trial, registry);
      margin = "";
    }

    private String evidence(FormatTrial trial) {
      String rejects =
          trial.rejects().entrySet().stream()
              .sorted(Map.Entry.<LineOutcome, Integer>comparingByValue().reversed())
              .limit(3)
              .map(reason -> reason.getValue() + " " + reason.getKey().label())
              .collect(Collectors.joining(", "));
      return "Format "
          + trial.format().name()
          + ": "
          + trial.accepted()
          + " of "
          + trial.dataLines()
          + " lines accepted"
          + (rejects.isEmpty() ? "" : " (rejected: " + rejects + ")");
    }

    private void registryComment(RegistryDetection found) {
      if (found.registry().isEmpty()) {
        comment(
            found.rival().isEmpty()
                ? "CHECK: no registry's paths were recognized."
                : "CHECK: an unknown registry. Its paths could be those of "
                    + found.rival().get().id()
                    + ", but no file, host or client speaks for it.");
        return;
      }
      comment(
          "Registry "
              + found.registry().get().id()
              + ": "
              + Math.round(found.packageShare() * 100)
              + " % of the sampled paths name a package of it.");
      found
          .rival()
          .ifPresent(rival -> comment("CHECK: ambiguous, nearly as likely " + rival.id() + "."));
    }

    private void fields(
        DetectedSource source, Optional<FormatTrial> trial, Optional<Registry> registry) {
      Optional<FormatSpec> format = trial.map(FormatTrial::format);
      String provider = format.map(Writer::provider).orElse("FILL-IN");
      line("  - id: " + id(source.group(), registry));
      line("    registry: " + registry.map(Registry::id).orElse("FILL-IN"));
      line("    provider: " + provider + "   # guessed from the format: whose rate card prices it");
      line(
          "    billing_account: "
              + (registry.isPresent() ? registry.get().id() + "-" + provider : "FILL-IN")
              + "   # CHECK: all volume of an account adds up to a tier");
      format(format);
      line(
          "    files: ["
              + source.group().globs().stream().map(Writer::text).collect(Collectors.joining(", "))
              + "]");
      source
          .registry()
          .map(RegistryDetection::pathPrefix)
          .filter(prefix -> !prefix.isEmpty())
          .ifPresent(
              prefix ->
                  line(
                      "    path_prefix: "
                          + text(prefix)
                          + "   # stands before every path; without it fewer paths are"
                          + " understood"));
      line(
          "    bytes: "
              + format.map(Writer::bytes).orElse(ByteMeaning.BODY).label()
              + bytesComment(trial));
      line("    client: " + client(trial));
      region(provider, trial);
      // Of earlier files no line may have been in the sample.
      line(
          "    valid_from: "
              + trial.map(Writer::firstDate).orElse(EARLIEST).withDayOfMonth(1)
              + "   # CHECK: the first month in the sample; earlier events are rejected");
      expect(source.group());
    }

    private void format(Optional<FormatSpec> format) {
      if (format.isEmpty()) {
        line("    format: FILL-IN");
      } else if (!format.get().logFormat().isEmpty()) {
        line("    format:   # GUESS");
        line("      log_format: " + text(format.get().logFormat()));
      } else if (!format.get().json().isEmpty()) {
        line("    format:   # GUESS");
        line("      json:");
        new TreeMap<>(format.get().json())
            .forEach((ours, theirs) -> line("        " + ours + ": " + text(theirs)));
      } else {
        line("    format: " + format.get().name());
      }
    }

    private static String bytesComment(Optional<FormatTrial> trial) {
      if (trial.isEmpty()) {
        return "   # FILL IN";
      }
      if (trial.get().seen().filled("bytes_sent") == 0) {
        return "   # no line had bytes: `truecost doctor` says what to switch on";
      }
      String name = trial.get().format().name();
      boolean configured = name.equals(FormatSpec.JSON) || name.equals(FormatSpec.LOG_FORMAT);
      return configured ? "   # CHECK: body, body_and_headers or content_length" : "";
    }

    private static String client(Optional<FormatTrial> trial) {
      if (trial.isEmpty()) {
        return "address";
      }
      SeenFields seen = trial.get().seen();
      if (seen.filled("client_ip") == 0) {
        return "none   # no line had a client: organizations cannot be found";
      }
      return seen.addresses() * 2 >= seen.filled("client_ip")
          ? "address"
          : "salted_hash   # CHECK: most clients are no addresses";
    }

    private void region(String provider, Optional<FormatTrial> trial) {
      Map<String, Integer> edges =
          trial.map(tried -> tried.seen().edgeLocations()).orElse(Map.of());
      int all = edges.values().stream().mapToInt(Integer::intValue).sum();
      if (all == 0) {
        line(
            "    region: "
                + BillingRegions.UNKNOWN
                + "   # FILL IN a region of the rate card, or egress stays unrated: the lines have"
                + " no edge location");
        return;
      }
      Optional<BillingRegions> regions = regions(provider);
      int known =
          edges.entrySet().stream()
              .filter(
                  edge ->
                      regions.isPresent()
                          && !regions.get().regionOf(edge.getKey()).equals(BillingRegions.UNKNOWN))
              .mapToInt(Map.Entry::getValue)
              .sum();
      if (known * 2 >= all) {
        line(
            "    region_from: edge_location   # "
                + known
                + " of "
                + all
                + " edge locations are known to regions/"
                + provider
                + ".csv");
      } else {
        line(
            "    region: "
                + BillingRegions.UNKNOWN
                + "   # FILL IN a region of the rate card, or write regions/"
                + provider
                + ".csv for edge locations such as "
                + comment(edges.keySet().iterator().next(), 40));
      }
    }

    private Optional<BillingRegions> regions(String provider) {
      String path = "regions/" + provider + ".csv";
      return config
          .bytes(path)
          .map(
              bytes -> {
                Map<String, String> byPrefix = new TreeMap<>();
                for (CsvFile.Row row :
                    CsvFile.read(
                        config.display(path),
                        bytes,
                        List.of("edge_prefix", "billing_region"),
                        List.of("source"),
                        new Problems())) {
                  byPrefix.put(row.requiredText("edge_prefix"), row.requiredText("billing_region"));
                }
                return BillingRegions.byEdgePrefix(byPrefix);
              });
    }

    private void expect(LogGroup group) {
      Optional<Duration> every = FileCadence.of(group.files());
      line(
          every.isPresent()
              ? "    expect: { every: "
                  + every.get()
                  + ", within: PT24H }   # guessed from file names"
              : "    # expect: { every: PT1H, within: PT24H }   # how often files come, for"
                  + " completeness");
    }

    private String id(LogGroup group, Optional<Registry> registry) {
      String directory = group.directory().substring(group.directory().lastIndexOf('/') + 1);
      if (directory.isEmpty() && group.stem().isEmpty()) {
        directory = root.getFileName() == null ? "" : root.getFileName().toString();
      }
      // The stem is only named where the directory alone does not say enough.
      String id = kebab(directory);
      if (id.isEmpty() || ids.contains(id)) {
        id = kebab(directory + "-" + group.stem());
      }
      if (id.isEmpty()) {
        id = registry.map(Registry::id).orElse("logs");
      }
      String unique = id;
      for (int i = 2; !ids.add(unique); i++) {
        unique = id + "-" + i;
      }
      return unique;
    }

    private static String kebab(String text) {
      StringBuilder kebab = new StringBuilder();
      for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
          kebab.append(c);
        } else if (kebab.length() > 0 && kebab.charAt(kebab.length() - 1) != '-') {
          kebab.append('-');
        }
      }
      int length = kebab.length();
      return length > 0 && kebab.charAt(length - 1) == '-'
          ? kebab.substring(0, length - 1)
          : kebab.toString();
    }

    private static String provider(FormatSpec format) {
      return switch (format.name()) {
        case "cloudfront" -> "cloudfront";
        case "fastly-crates-io",
            "fastly-rubygems",
            "fastly-open-vsx",
            "fastly-text",
            "pypi-access",
            "pypi-linehaul" ->
            "fastly";
        case "cloudflare-logpush" -> "cloudflare";
        case "akamai-datastream2" -> "akamai";
        case "azure-front-door" -> "azure-front-door";
        case "azure-storage" -> "azure-storage";
        case "s3-access" -> "aws-s3";
        case FormatSpec.JSON ->
            format.json().values().stream().anyMatch(key -> key.contains("fastly"))
                ? "fastly"
                : "own-servers";
        default -> "own-servers";
      };
    }

    private static ByteMeaning bytes(FormatSpec format) {
      return switch (format.name()) {
        case "fastly-crates-io", "pypi-access" -> ByteMeaning.CONTENT_LENGTH;
        case "fastly-open-vsx", "fastly-text", "pypi-linehaul", "s3-access", "combined" ->
            ByteMeaning.BODY;
        default -> ByteMeaning.BODY_AND_HEADERS;
      };
    }

    private static LocalDate firstDate(FormatTrial trial) {
      LocalDate first =
          Instant.ofEpochSecond(Math.floorDiv(trial.seen().firstMicros(), 1_000_000L))
              .atOffset(ZoneOffset.UTC)
              .toLocalDate();
      return first.isBefore(EARLIEST) || first.getYear() > 9998 ? EARLIEST : first;
    }

    private static String some(Iterable<String> names) {
      List<String> some = new ArrayList<>();
      int count = 0;
      for (String name : names) {
        if (count++ < 3) {
          some.add(name);
        }
      }
      return String.join(", ", some) + (count > 3 ? " and " + (count - 3) + " more" : "");
    }

    /** A scalar between quotes, on one line. */
    private static String text(String text) {
      if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
        return "'" + text.replace("'", "''") + "'";
      }
      try {
        return new String(JSON.writeValueAsBytes(text), StandardCharsets.UTF_8);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("Every string can be written as JSON", e);
      }
    }

    private static String comment(String text, int most) {
      StringBuilder safe = new StringBuilder();
      text.codePoints()
          .limit(most)
          .forEach(c -> safe.appendCodePoint(Character.isISOControl(c) || c == 0x2028 ? '?' : c));
      return safe.toString();
    }

    private void comment(String text) {
      line("  # " + comment(text, 1_000));
    }

    private void line(String text) {
      out.append(margin).append(text).append('\n');
    }
  }
}
