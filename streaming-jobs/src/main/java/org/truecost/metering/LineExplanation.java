package org.truecost.metering;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.truecost.ingest.format.LineOutcome;

/**
 * What each step of metering made of a line, and why. It shows the client's address, because the
 * operator who asks has typed it; it is for nobody else.
 *
 * @param outcome what the line was taken for
 * @param steps the steps, in order
 */
public record LineExplanation(LineOutcome outcome, List<Step> steps) {
  /**
   * One step.
   *
   * @param name what it does
   * @param findings what it found
   */
  public record Step(String name, List<Finding> findings) {
    public Step {
      requireNonNull(name, "name");
      findings = List.copyOf(findings);
    }
  }

  /**
   * Something that was found.
   *
   * @param name our name for it
   * @param value its value, empty if there is none
   * @param why where it comes from, may be empty
   */
  public record Finding(String name, String value, String why) {
    public Finding {
      requireNonNull(name, "name");
      requireNonNull(value, "value");
      requireNonNull(why, "why");
    }
  }

  public LineExplanation {
    requireNonNull(outcome, "outcome");
    steps = List.copyOf(steps);
  }

  /** A finding's value; empty if there is none of that name in that step. */
  public String value(String step, String name) {
    return steps.stream()
        .filter(each -> each.name().equals(step))
        .flatMap(each -> each.findings().stream())
        .filter(finding -> finding.name().equals(name))
        .map(Finding::value)
        .findFirst()
        .orElse("");
  }
}
