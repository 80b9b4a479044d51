package org.truecost.traffic;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * When a rule holds. Every predicate that is set must hold; a list holds if one of its values does;
 * an empty list is a predicate that is not set.
 */
record Condition(
    Set<String> toolIn,
    Set<ToolKind> toolKindIn,
    Set<CiSignal> ciIn,
    Set<String> ciVendorIn,
    Set<ClientPlatform> platformIn,
    List<String> userAgentPrefix,
    List<String> containsWord,
    Set<String> agentIn,
    Optional<Boolean> agentDeclared,
    Optional<Boolean> crawlerDeclared) {
  Condition {
    toolIn = Set.copyOf(toolIn);
    toolKindIn = enumSet(ToolKind.class, toolKindIn);
    ciIn = enumSet(CiSignal.class, ciIn);
    ciVendorIn = Set.copyOf(ciVendorIn);
    platformIn = enumSet(ClientPlatform.class, platformIn);
    agentIn = Set.copyOf(agentIn);
    userAgentPrefix = List.copyOf(userAgentPrefix);
    containsWord = List.copyOf(containsWord);
  }

  private static <E extends Enum<E>> Set<E> enumSet(Class<E> type, Set<E> values) {
    EnumSet<E> set = EnumSet.noneOf(type);
    set.addAll(values);
    return Collections.unmodifiableSet(set);
  }

  boolean isEmpty() {
    return toolIn.isEmpty()
        && toolKindIn.isEmpty()
        && ciIn.isEmpty()
        && ciVendorIn.isEmpty()
        && platformIn.isEmpty()
        && userAgentPrefix.isEmpty()
        && containsWord.isEmpty()
        && agentIn.isEmpty()
        && agentDeclared.isEmpty()
        && crawlerDeclared.isEmpty();
  }

  boolean holds(UserAgent agent) {
    return (toolKindIn.isEmpty() || toolKindIn.contains(agent.tool().kind()))
        && (toolIn.isEmpty() || toolIn.contains(agent.tool().name()))
        && (ciIn.isEmpty() || ciIn.contains(agent.ci()))
        && (ciVendorIn.isEmpty() || ciVendorIn.contains(agent.ciVendor()))
        && (platformIn.isEmpty() || platformIn.contains(agent.platform()))
        && (agentIn.isEmpty() || agentIn.contains(agent.agent()))
        && (agentDeclared.isEmpty() || agentDeclared.get() == !agent.agent().isEmpty())
        && (crawlerDeclared.isEmpty() || crawlerDeclared.get() == agent.declaresCrawler())
        && (userAgentPrefix.isEmpty() || startsWithOne(agent.text()))
        && (containsWord.isEmpty() || containsOne(agent.text()));
  }

  private boolean startsWithOne(String text) {
    for (String prefix : userAgentPrefix) {
      if (text.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  private boolean containsOne(String text) {
    for (String word : containsWord) {
      if (Words.contains(text, word)) {
        return true;
      }
    }
    return false;
  }
}
