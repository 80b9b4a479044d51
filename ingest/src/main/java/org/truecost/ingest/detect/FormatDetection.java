package org.truecost.ingest.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.truecost.ingest.format.LineOutcome;
import org.truecost.ingest.format.LogFormat;
import org.truecost.ingest.format.LogFormats;
import org.truecost.source.FormatSpec;

/**
 * Which format sampled lines have.
 *
 * @param best the format that fits best, if one accepts at least half of the lines
 * @param guessed whether it is a mapping or string made up from the lines, to be checked
 * @param others further formats that accept half of the lines, best first
 * @param remark what a person should know, empty if nothing
 */
public record FormatDetection(
    Optional<FormatTrial> best, boolean guessed, List<FormatTrial> others, String remark) {
  private static final double ENOUGH = 0.5;

  /** The named formats whose lines can be told from those of Fastly services elsewhere. */
  private static final String FASTLY_TEXT = "fastly-text";

  public FormatDetection {
    others = List.copyOf(others);
  }

  /** Tries every format on the samples of files that belong together. */
  public static FormatDetection of(List<LineSample> samples) {
    List<FormatTrial> fitting = new ArrayList<>();
    boolean otherFastly = false;
    boolean noHeader = false;
    for (LogFormat format : LogFormats.all()) {
      String name = format.name();
      if (name.equals(FormatSpec.LOG_FORMAT) || name.equals(FormatSpec.JSON)) {
        continue;
      }
      FormatTrial trial = FormatTrial.of(FormatSpec.named(name), samples);
      if (trial.accepted() > 0 && trial.acceptedShare() >= ENOUGH) {
        fitting.add(trial);
      }
      otherFastly |= name.equals(FASTLY_TEXT) && isMostly(trial, LineOutcome.OTHER_FORMAT);
      noHeader |= isMostly(trial, LineOutcome.NO_HEADER) && looksLikeCloudFront(samples);
    }
    if (!fitting.isEmpty()) {
      fitting.sort(
          Comparator.comparingDouble(FormatDetection::roundedShare)
              .thenComparingDouble(FormatTrial::fieldsPerRequest)
              .reversed());
      return new FormatDetection(
          Optional.of(fitting.get(0)), false, fitting.subList(1, fitting.size()), "");
    }
    if (noHeader) {
      return new FormatDetection(
          Optional.empty(),
          false,
          List.of(),
          "looks like CloudFront lines without their #Fields header; only files that begin with it"
              + " can be read");
    }
    return guess(samples, otherFastly);
  }

  private static FormatDetection guess(List<LineSample> samples, boolean otherFastly) {
    List<String> lines = TextShape.texts(samples);
    Optional<FormatSpec> spec = JsonMappingGuess.of(lines);
    boolean json = spec.isPresent() || JsonMappingGuess.isJson(lines);
    if (spec.isEmpty() && !json) {
      spec = TextShape.logFormat(lines);
    }
    Optional<FormatTrial> trial =
        spec.map(format -> FormatTrial.of(format, samples))
            .filter(tried -> tried.accepted() > 0 && tried.acceptedShare() >= ENOUGH);
    String remark = json ? JsonMappingGuess.describe(lines) : TextShape.describe(lines);
    if (otherFastly && !json && lines.stream().allMatch(FormatDetection::looksLikeFastly)) {
      remark = "looks like Fastly text of another registry; describe it with log_format. " + remark;
    }
    return new FormatDetection(trial, trial.isPresent(), List.of(), remark);
  }

  /**
   * Behind Fastly's syslog prefix, or a quoted date behind the address. A bracket is nginx' too.
   */
  private static boolean looksLikeFastly(String line) {
    int blank = line.indexOf(' ');
    return line.startsWith("<")
        || (blank > 0 && blank + 1 < line.length() && line.charAt(blank + 1) == '"');
  }

  /** A handful of broken lines must not let a poorer format win. */
  private static double roundedShare(FormatTrial trial) {
    return Math.round(trial.acceptedShare() * 20) / 20.0;
  }

  private static boolean isMostly(FormatTrial trial, LineOutcome outcome) {
    return trial.rejects().getOrDefault(outcome, 0) * 2 > trial.dataLines();
  }

  /** Every line is a data line without header to CloudFront's parser, so that tabs decide. */
  private static boolean looksLikeCloudFront(List<LineSample> samples) {
    long tabs = 0;
    long lines = 0;
    for (LineSample sample : samples) {
      for (byte[] line : sample.lines()) {
        lines++;
        for (byte b : line) {
          tabs += b == '\t' ? 1 : 0;
        }
      }
    }
    return lines > 0 && tabs / lines >= 20;
  }
}
