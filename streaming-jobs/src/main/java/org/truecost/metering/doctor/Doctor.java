package org.truecost.metering.doctor;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.truecost.ingest.detect.FormatTrial;
import org.truecost.ingest.detect.LineSample;
import org.truecost.ingest.detect.SeenFields;
import org.truecost.metering.RejectedLine;
import org.truecost.metering.replay.InputFiles;
import org.truecost.metering.replay.InputFiles.InputFile;
import org.truecost.rating.Meter;
import org.truecost.rating.RateCard;
import org.truecost.rating.RateCards;
import org.truecost.source.Source;

/**
 * What a look at logs and their sources told.
 *
 * @param sources each source, in the order of its file
 * @param unmatched files that no source claims
 * @param unreadable what could not be listed or opened, with the reason
 * @param claimedTwice files that more than one source claims, with their ids; the first has it
 */
public record Doctor(
    List<SourceDiagnosis> sources,
    List<String> unmatched,
    Map<String, String> unreadable,
    Map<String, List<String>> claimedTwice) {
  private static final int MOST_FILES = 8;
  private static final int MOST_LINES = 250;
  private static final int MOST_EXAMPLE = 300;

  /** Four numbers, or hexadecimal groups with a gap or at least five of them. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "\\b\\d{1,3}(\\.\\d{1,3}){3}\\b"
              + "|[0-9A-Fa-f:]{0,40}::[0-9A-Fa-f:.]{0,40}"
              + "|\\b[0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4}){4,7}\\b");

  public Doctor {
    requireNonNull(sources, "sources");
    sources = List.copyOf(sources);
    unmatched = List.copyOf(unmatched);
    unreadable = new TreeMap<>(unreadable);
    claimedTwice = new TreeMap<>(claimedTwice);
  }

  /** Whether a replay would read every file as its source says. */
  public boolean isFine() {
    return unmatched.isEmpty()
        && unreadable.isEmpty()
        && sources.stream().allMatch(SourceDiagnosis::hasItsFormat);
  }

  /** Looks at the logs below {@code given}; never fails, whatever they hold. */
  public static Doctor examine(List<Path> given, Collection<Source> sources, RateCards cards) {
    InputFiles input = InputFiles.find(given, Path.of(""), sources, Optional.empty());
    Map<String, String> unreadable = new TreeMap<>(input.unreadable());
    List<SourceDiagnosis> diagnoses = new ArrayList<>();
    for (Source source : sources) {
      List<InputFile> files =
          input.matched().stream().filter(file -> file.source().id().equals(source.id())).toList();
      diagnoses.add(diagnose(source, files, cards, unreadable));
    }
    return new Doctor(
        diagnoses, input.unmatched(), unreadable, claimedTwice(input.matched(), sources));
  }

  private static SourceDiagnosis diagnose(
      Source source, List<InputFile> files, RateCards cards, Map<String, String> unreadable) {
    List<LineSample> samples = new ArrayList<>();
    TreeSet<String> faults = new TreeSet<>();
    for (InputFile file : LineSample.spread(files, MOST_FILES)) {
      try {
        LineSample sample = LineSample.of(file.path(), MOST_LINES);
        samples.add(sample);
        faults.addAll(sample.faults());
      } catch (IOException e) {
        unreadable.put(file.file(), InputFiles.reason(e));
      }
    }
    FormatTrial trial = FormatTrial.of(source.format(), samples);
    List<String> warnings = new ArrayList<>();
    if (files.isEmpty()) {
      warnings.add("no file matches " + String.join(", ", source.files()));
    } else if (trial.dataLines() == 0) {
      warnings.add("no lines in the sampled files");
    }
    faults.forEach(fault -> warnings.add("damaged file: " + fault));
    if (trial.dataLines() > 0 && trial.acceptedShare() < 0.5) {
      warnings.add("most lines are not of format " + source.format().name());
    }
    hosts(source, trial.seen(), warnings);
    prices(source, trial.seen(), cards, warnings);
    return new SourceDiagnosis(
        source,
        files.size(),
        samples.size(),
        trial,
        redacted(trial.example()),
        Supports.of(source, trial.seen()),
        warnings);
  }

  private static void hosts(Source source, SeenFields seen, List<String> warnings) {
    if (source.hosts().isEmpty()) {
      return;
    }
    List<String> others =
        seen.hosts().keySet().stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .filter(host -> !source.hosts().contains(host))
            .distinct()
            .limit(10)
            .toList();
    if (!others.isEmpty()) {
      warnings.add("hosts that are not in hosts: " + String.join(", ", others));
    }
  }

  private static void prices(
      Source source, SeenFields seen, RateCards cards, List<String> warnings) {
    if (seen.requests() == 0) {
      return;
    }
    YearMonth month =
        YearMonth.from(
            Instant.ofEpochSecond(Math.floorDiv(seen.lastMicros(), 1_000_000L))
                .atOffset(ZoneOffset.UTC));
    Optional<RateCard> card = cards.card(source.provider(), month);
    if (card.isEmpty()) {
      warnings.add("no rate card prices provider " + source.provider() + " in " + month);
      return;
    }
    TreeSet<String> regions = new TreeSet<>();
    seen.edgeLocations().keySet().forEach(edge -> regions.add(source.regions().regionOf(edge)));
    if (seen.filled("edge_location") < seen.requests()) {
      regions.add(source.regions().regionOf(""));
    }
    for (String region : regions) {
      for (Meter meter : Meter.values()) {
        if (card.get().prices(meter) && card.get().price(meter, region).isEmpty()) {
          warnings.add(
              "rate card "
                  + card.get().id()
                  + " has no price of "
                  + meter.label()
                  + " in region "
                  + region);
        }
      }
    }
  }

  private static Map<String, List<String>> claimedTwice(
      List<InputFile> files, Collection<Source> sources) {
    Map<String, List<PathMatcher>> globs = new TreeMap<>();
    for (Source source : sources) {
      globs.put(
          source.id(),
          source.files().stream()
              .map(glob -> Path.of("").getFileSystem().getPathMatcher("glob:" + glob))
              .toList());
    }
    Map<String, List<String>> twice = new TreeMap<>();
    for (InputFile file : files) {
      Path relative = Path.of(file.file());
      List<String> claims =
          sources.stream()
              .map(Source::id)
              .filter(id -> globs.get(id).stream().anyMatch(glob -> glob.matches(relative)))
              .toList();
      if (claims.size() > 1) {
        twice.put(file.file(), claims);
      }
    }
    return twice;
  }

  private static String redacted(byte[] line) {
    String text = RejectedLine.of(line, 0, line.length);
    String masked = ADDRESS.matcher(text).replaceAll("[address]");
    return masked.length() > MOST_EXAMPLE ? masked.substring(0, MOST_EXAMPLE) + "…" : masked;
  }
}
