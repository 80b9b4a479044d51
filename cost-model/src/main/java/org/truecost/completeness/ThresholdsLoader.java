package org.truecost.completeness;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.config.Section;
import org.truecost.config.Yaml;

/** Reads {@code status.yaml}. What it does not say is as in {@link Thresholds#DEFAULT}. */
public final class ThresholdsLoader {
  static final String PATH = "status.yaml";

  private static final int MOST_WEEKS = 52;
  private static final Thresholds DEFAULT = Thresholds.DEFAULT;

  private ThresholdsLoader() {}

  /**
   * The thresholds of a configuration directory; the default ones if it has no such file.
   *
   * @throws org.truecost.config.ConfigException with all problems
   */
  public static Thresholds load(ConfigDirectory config) {
    Problems problems = new Problems();
    Path file = config.display(PATH);
    Optional<Section> top = config.bytes(PATH).flatMap(bytes -> Yaml.read(file, bytes, problems));
    Thresholds thresholds = top.map(ThresholdsLoader::read).orElse(DEFAULT);
    problems.throwIfAny();
    return thresholds;
  }

  private static Thresholds read(Section top) {
    int[] habit = {DEFAULT.habitWeeks(), DEFAULT.leastHabitWeeks()};
    in(
        top,
        "habit",
        section -> {
          habit[0] = count(section, "weeks", 1, habit[0]);
          habit[1] = count(section, "least_weeks", 1, habit[1]);
          if (habit[0] > MOST_WEEKS) {
            section.problem("weeks", habit[0] + " is more than " + MOST_WEEKS);
          }
          if (habit[1] > habit[0]) {
            section.problem(
                "least_weeks",
                habit[1] + " is more than weeks, " + habit[0] + "; no habit could be");
          }
        });
    Duration settle = duration(top, "settle", DEFAULT.settle());
    int[] allow = {DEFAULT.missingFiles(), DEFAULT.emptyHours()};
    in(
        top,
        "allow",
        section -> {
          allow[0] = count(section, "missing_files", 0, allow[0]);
          allow[1] = count(section, "empty_hours", 0, allow[1]);
        });
    Thresholds[] warn = {DEFAULT};
    in(top, "warn", section -> warn[0] = warn(section));
    top.close();
    return new Thresholds(
        habit[0],
        habit[1],
        settle,
        allow[0],
        allow[1],
        warn[0].requestsBelow(),
        warn[0].requestsAbove(),
        warn[0].rejected(),
        warn[0].duplicate(),
        warn[0].unknownClass(),
        warn[0].unattributed(),
        warn[0].delay(),
        warn[0].lag());
  }

  private static Thresholds warn(Section section) {
    BigDecimal below = amount(section, "requests_below", DEFAULT.requestsBelow());
    BigDecimal above = amount(section, "requests_above", DEFAULT.requestsAbove());
    if (below.compareTo(above) > 0) {
      section.problem("requests_below", below + " is more than requests_above, " + above);
    }
    return new Thresholds(
        DEFAULT.habitWeeks(),
        DEFAULT.leastHabitWeeks(),
        DEFAULT.settle(),
        DEFAULT.missingFiles(),
        DEFAULT.emptyHours(),
        below,
        above,
        share(section, "rejected", DEFAULT.rejected()),
        share(section, "duplicate", DEFAULT.duplicate()),
        share(section, "unknown_class", DEFAULT.unknownClass()),
        share(section, "unattributed", DEFAULT.unattributed()),
        duration(section, "delay", DEFAULT.delay()),
        duration(section, "lag", DEFAULT.lag()));
  }

  private static void in(Section top, String key, Consumer<Section> reader) {
    top.section(key)
        .ifPresent(
            section -> {
              reader.accept(section);
              section.close();
            });
  }

  private static int count(Section section, String key, int least, int fallback) {
    long number = section.wholeNumber(key, least, fallback);
    if (number > Short.MAX_VALUE) {
      section.problem(key, number + " is more than " + Short.MAX_VALUE);
      return fallback;
    }
    return (int) number;
  }

  private static BigDecimal amount(Section section, String key, BigDecimal fallback) {
    BigDecimal amount = section.decimal(key, fallback);
    if (amount.signum() < 0) {
      section.problem(key, amount + " is below 0");
    }
    return amount;
  }

  private static BigDecimal share(Section section, String key, BigDecimal fallback) {
    BigDecimal share = amount(section, key, fallback);
    if (share.compareTo(BigDecimal.ONE) > 0) {
      section.problem(key, share + " is more than 1; a share of all is 1");
    }
    return share;
  }

  private static Duration duration(Section section, String key, Duration fallback) {
    Duration duration = section.duration(key, fallback);
    if (duration.isNegative()) {
      section.problem(key, duration + " is less than nothing");
    }
    return duration;
  }
}
