package org.truecost.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;

class TrafficRulesLoaderTest {
  private static final String TOOLS =
      """
      tools:
        - { tool: npm, kind: package_client, starts_with: [npm], examples: [npm/10.1.0] }
        - { tool: curl, kind: library, starts_with: [curl], examples: [curl/8.5.0] }
      """;

  private static final String RULE =
      """
        - id: install
          class: package_client
          why: it installs
          source: https://rules.example
          when: { tool_kind_in: [package_client] }
          matches: [npm/10.1.0]
          must_not_match: [curl/8.5.0]
      """;

  @Test
  void readsToolsAndRules() {
    TrafficClassifier classifier = load(TOOLS, "rules:\n" + RULE);

    assertThat(classifier.classify("npm/11.0.0"))
        .isEqualTo(new ClientVerdict("npm", TrafficClass.PACKAGE_CLIENT, "install"));
    assertThat(classifier.classify("curl/8.5.0"))
        .isEqualTo(new ClientVerdict("curl", TrafficClass.UNKNOWN, "no-rule"));
    assertThat(classifier.clientTools()).containsExactly("curl", "none", "npm", "other");
  }

  @Test
  void refusesARuleWhoseExamplesAnEarlierRuleTakes() {
    String shadowed =
        RULE.replace("install", "later").replace("package_client]", "package_client, mirror]");

    assertThatThrownBy(() -> load(TOOLS, "rules:\n" + RULE + shadowed))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "rules[1] (later) matches: \"npm/10.1.0\" is taken by the earlier rule install");
  }

  @Test
  void refusesUnknownPredicatesAndKeys() {
    String rule = RULE.replace("tool_kind_in", "tool_kinds_in").replace("why", "because");

    assertThatThrownBy(() -> load(TOOLS, "rules:\n" + rule))
        .hasMessageContaining("tool_kinds_in: is not a known key; did you mean \"tool_kind_in\"?")
        .hasMessageContaining("because: is not a known key")
        .hasMessageContaining("why: is missing")
        .hasMessageContaining("when: is missing or empty");
  }

  @Test
  void refusesRulesWithoutExamplesAndRulesThatDecideWhatTheyMustNot() {
    String none = RULE.replace("matches: [npm/10.1.0]", "matches: []");
    String both = RULE.replace("must_not_match: [curl/8.5.0]", "must_not_match: [npm/9]");

    assertThatThrownBy(() -> load(TOOLS, "rules:\n" + none))
        .hasMessageContaining("matches: is missing");
    assertThatThrownBy(() -> load(TOOLS, "rules:\n" + both))
        .hasMessageContaining("must_not_match: \"npm/9\" is decided by this rule");
  }

  @Test
  void refusesUnknownValues() {
    String rule =
        RULE.replace(
            "when: { tool_kind_in: [package_client] }",
            "when: { tool_kind_in: [package_clients], tool_in: [nmp], ci_is: ['true'] }");

    assertThatThrownBy(() -> load(TOOLS, "rules:\n" + rule))
        .hasMessageContaining("\"package_clients\" is not one of package_client, proxy")
        .hasMessageContaining("\"nmp\" is not a tool of the tables")
        .hasMessageContaining("\"true\" is not one of reported, not_found, not_said");
  }

  @Test
  void refusesToolsThatNothingFindsOrThatShareAName() {
    String more =
        """
          - { tool: idle, kind: proxy, examples: [idle/1] }
          - { tool: npx, kind: package_client, starts_with: [NPM] }
          - { tool: other, kind: mirror, contains: ["/x"], examples: ["a/x"] }
        """;

    assertThatThrownBy(() -> load(TOOLS + more, "rules:\n" + RULE))
        .hasMessageContaining("tools[2] (idle) starts_with: is missing, and so is contains")
        .hasMessageContaining("tools[2] (idle) examples: \"idle/1\" is read as other")
        .hasMessageContaining("tools[3] (npx) starts_with: \"NPM\" already belongs to npm")
        .hasMessageContaining("tools[3] (npx) examples: is missing")
        .hasMessageContaining("tools[4] (other) tool: \"other\" is reserved")
        .hasMessageContaining("\"/x\" must begin with an ASCII letter or digit");
  }

  @Test
  void refusesADirectoryWithoutRules() {
    assertThatThrownBy(() -> TrafficRulesLoader.load(ConfigDirectory.of(Map.of())))
        .hasMessageContaining("has no *.yaml file");
  }

  private static TrafficClassifier load(String tools, String rules) {
    return TrafficRulesLoader.load(
        ConfigDirectory.of(Map.of("traffic/tools.yaml", tools, "traffic/rules.yaml", rules)));
  }
}
