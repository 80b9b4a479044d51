package org.truecost.traffic;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says who is behind a request, from its user agent alone.
 *
 * <p>Immutable and safe to share between threads. It keeps no cache: the caller has the bytes and
 * caches by them. The work is linear in the user agent's length, of which at most {@link
 * UserAgentRedaction#MAX_LENGTH} characters count.
 */
public final class TrafficClassifier {
  private static final TrafficRule NO_RULE =
      new TrafficRule(
          "no-rule",
          TrafficClass.UNKNOWN,
          "no rule holds",
          "",
          new Condition(
              Set.of(),
              Set.of(),
              Set.of(),
              Set.of(),
              Set.of(),
              List.of(),
              List.of(),
              Set.of(),
              Optional.empty(),
              Optional.empty()));

  private final UserAgentReader reader;
  private final TrafficRule[] rules;
  private final Set<String> clientTools;

  TrafficClassifier(ToolTable tools, List<TrafficRule> rules) {
    this.reader = new UserAgentReader(tools);
    this.rules = rules.toArray(TrafficRule[]::new);
    Set<String> names = new TreeSet<>(tools.names());
    names.add(ClientTool.NONE.name());
    names.add(ClientTool.OTHER.name());
    this.clientTools = Collections.unmodifiableSet(names);
  }

  /**
   * The verdict on a user agent. Never fails, whatever the text.
   *
   * @param userAgent the user agent, decoded as the log format asks; empty if the request had none
   */
  public ClientVerdict classify(String userAgent) {
    UserAgent facts = reader.read(userAgent);
    return verdict(facts, ruleFor(facts));
  }

  /** The verdict with the facts and the rule that led to it. */
  public ClientExplanation explain(String userAgent) {
    UserAgent facts = reader.read(userAgent);
    TrafficRule rule = ruleFor(facts);
    return new ClientExplanation(facts, verdict(facts, rule), rule.why(), rule.source());
  }

  /** Every value that {@link ClientVerdict#clientTool()} can have, sorted. */
  public Set<String> clientTools() {
    return clientTools;
  }

  private static ClientVerdict verdict(UserAgent facts, TrafficRule rule) {
    return new ClientVerdict(facts.tool().name(), rule.trafficClass(), rule.id());
  }

  private TrafficRule ruleFor(UserAgent facts) {
    for (TrafficRule rule : rules) {
      if (rule.when().holds(facts)) {
        return rule;
      }
    }
    return NO_RULE;
  }
}
