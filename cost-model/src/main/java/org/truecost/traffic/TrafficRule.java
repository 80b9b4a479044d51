package org.truecost.traffic;

import static java.util.Objects.requireNonNull;

/**
 * A rule that gives a traffic class.
 *
 * @param id its name in verdicts, kebab-case
 * @param trafficClass the class it gives
 * @param why the reason, for a person
 * @param source where the reason can be checked
 * @param when the condition
 */
record TrafficRule(
    String id, TrafficClass trafficClass, String why, String source, Condition when) {
  TrafficRule {
    requireNonNull(id, "id");
    requireNonNull(trafficClass, "trafficClass");
    requireNonNull(why, "why");
    requireNonNull(source, "source");
    requireNonNull(when, "when");
  }
}
