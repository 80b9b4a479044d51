package org.truecost.metering.doctor;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * Whether a log can support something that reports show.
 *
 * @param what what it is about
 * @param verdict whether it can
 * @param evidence what was seen
 * @param remedy what to switch on, empty if nothing is missing or nothing can be done
 */
public record Support(String what, Verdict verdict, String evidence, String remedy) {
  /** Whether a log can support something. */
  public enum Verdict {
    YES,
    PARTLY,
    NO,
    /** The sample holds no case of it. */
    NOT_SEEN;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', ' ');

    /** The word shown. */
    public String label() {
      return label;
    }
  }

  public Support {
    requireNonNull(what, "what");
    requireNonNull(verdict, "verdict");
    requireNonNull(evidence, "evidence");
    requireNonNull(remedy, "remedy");
  }
}
