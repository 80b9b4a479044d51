package org.truecost.traffic;

import static java.util.Objects.requireNonNull;

/**
 * What a user agent says about its sender.
 *
 * @param clientTool name of the tool from the closed list of the rules, {@code none} for a missing
 *     user agent, {@code other} for an unknown one
 * @param trafficClass class of the traffic
 * @param rule id of the rule that decided
 */
public record ClientVerdict(String clientTool, TrafficClass trafficClass, String rule) {
  public ClientVerdict {
    requireNonNull(clientTool, "clientTool");
    requireNonNull(trafficClass, "trafficClass");
    requireNonNull(rule, "rule");
  }
}
