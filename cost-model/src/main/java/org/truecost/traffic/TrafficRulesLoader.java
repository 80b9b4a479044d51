package org.truecost.traffic;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;
import org.truecost.config.Problems;
import org.truecost.config.Section;
import org.truecost.config.Yaml;

/**
 * Reads {@code config/traffic/*.yaml}: the table of tools and the ordered rules, and runs the
 * examples that every one of them carries.
 *
 * <p>Files are read in the order of their names; each may hold {@code tools} and {@code rules}.
 */
public final class TrafficRulesLoader {
  private static final String FOLDER = "traffic";
  private static final List<ToolKind> KINDS =
      Stream.of(ToolKind.values()).filter(kind -> kind != ToolKind.UNKNOWN).toList();

  /** A user agent with what it must, or must not, lead to. */
  private record Example(
      Section section, String key, String userAgent, String expected, boolean wanted) {}

  private final Problems problems = new Problems();
  private final List<ToolTable.Row> rows = new ArrayList<>();
  private final List<TrafficRule> rules = new ArrayList<>();
  private final List<Example> toolExamples = new ArrayList<>();
  private final List<Example> ruleExamples = new ArrayList<>();
  private final Map<String, ToolKind> kindByTool = new HashMap<>();
  private final Map<String, String> ownerByText = new HashMap<>();
  private final Set<String> ruleIds = new LinkedHashSet<>();

  private TrafficRulesLoader() {}

  /**
   * The classifier that {@code config} describes.
   *
   * @throws ConfigException with every problem: unknown keys, rules without examples, examples that
   *     come out otherwise, rules whose examples an earlier one takes
   */
  public static TrafficClassifier load(ConfigDirectory config) {
    return new TrafficRulesLoader().read(config);
  }

  private TrafficClassifier read(ConfigDirectory config) {
    List<String> paths = config.list(FOLDER, ".yaml");
    if (paths.isEmpty()) {
      problems.add(config.display(FOLDER), "", "has no *.yaml file with tools and rules");
    }
    List<Section> ruleSections = new ArrayList<>();
    for (String path : paths) {
      Path file = config.display(path);
      byte[] bytes = config.bytes(path).orElseThrow();
      Yaml.read(file, bytes, problems)
          .ifPresent(
              top -> {
                top.sections("tools").forEach(this::readTool);
                ruleSections.addAll(top.sections("rules"));
                top.close();
              });
    }
    // Rules name tools, so all tools of all files come first.
    ruleSections.forEach(this::readRule);
    TrafficClassifier classifier = new TrafficClassifier(new ToolTable(rows), rules);
    toolExamples.forEach(example -> checkTool(example, classifier));
    // A rule that lost a misspelt predicate holds too often; its examples would only mislead.
    problems.throwIfAny();
    ruleExamples.forEach(example -> checkRule(example, classifier));
    problems.throwIfAny();
    return classifier;
  }

  private void readTool(Section unnamed) {
    String name = unnamed.requiredText("tool");
    Section section = unnamed.named(name);
    ToolKind kind = section.choice("kind", KINDS, ToolKind::label, null);
    List<String> startsWith = section.texts("starts_with");
    List<String> contains = section.texts("contains");
    boolean exactCase = section.truth("exact_case", false);
    List<String> examples = section.texts("examples");
    section.close();
    if (name.equals(ClientTool.NONE.name()) || name.equals(ClientTool.OTHER.name())) {
      section.problem("tool", "\"" + name + "\" is reserved for user agents that name no tool");
    }
    ToolKind known = kindByTool.putIfAbsent(name, kind);
    if (known != null && known != kind) {
      section.problem(
          "kind", "\"" + kind.label() + "\" differs from an earlier row's " + known.label());
    }
    if (startsWith.isEmpty() && contains.isEmpty()) {
      section.problem(
          "starts_with", "is missing, and so is contains: nothing would find this tool");
    }
    if (examples.isEmpty()) {
      section.problem("examples", "is missing; give a user agent that is read as this tool");
    }
    startsWith.forEach(text -> own(section, "starts_with", text, name));
    contains.forEach(text -> own(section, "contains", text, name));
    for (String text : contains) {
      if (text.isEmpty() || !Words.isWord(text.charAt(0))) {
        section.problem("contains", "\"" + text + "\" must begin with an ASCII letter or digit");
      }
    }
    rows.add(new ToolTable.Row(new ClientTool(name, kind), startsWith, contains, exactCase));
    for (String example : examples) {
      toolExamples.add(new Example(section, "examples", example, name, true));
    }
  }

  private void own(Section section, String key, String text, String tool) {
    String owner = ownerByText.putIfAbsent(key + " " + Words.lower(text), tool);
    if (owner != null) {
      section.problem(key, "\"" + text + "\" already belongs to " + owner);
    }
  }

  private void readRule(Section unnamed) {
    String id = unnamed.requiredText("id");
    Section section = unnamed.named(id);
    if (!id.isEmpty() && !ruleIds.add(id)) {
      section.problem("id", "\"" + id + "\" is the id of an earlier rule");
    }
    TrafficClass trafficClass =
        section.choice("class", List.of(TrafficClass.values()), TrafficClass::label, null);
    String why = section.requiredText("why");
    String source = section.requiredText("source");
    Optional<Condition> when = section.section("when").map(this::readCondition);
    List<String> matches = section.texts("matches");
    List<String> mustNotMatch = section.texts("must_not_match");
    section.close();
    if (when.isEmpty() || when.get().isEmpty()) {
      section.problem("when", "is missing or empty; a rule that always holds hides all after it");
    }
    if (matches.isEmpty()) {
      section.problem("matches", "is missing; give a user agent that this rule decides");
    }
    if (mustNotMatch.isEmpty()) {
      section.problem("must_not_match", "is missing; give a near miss that another rule decides");
    }
    when.ifPresent(
        condition -> rules.add(new TrafficRule(id, trafficClass, why, source, condition)));
    for (String example : matches) {
      ruleExamples.add(new Example(section, "matches", example, id, true));
    }
    for (String example : mustNotMatch) {
      ruleExamples.add(new Example(section, "must_not_match", example, id, false));
    }
  }

  private Condition readCondition(Section when) {
    List<String> tools = when.texts("tool_in");
    for (String tool : tools) {
      if (!kindByTool.containsKey(tool)
          && !tool.equals(ClientTool.NONE.name())
          && !tool.equals(ClientTool.OTHER.name())) {
        when.problem("tool_in", "\"" + tool + "\" is not a tool of the tables");
      }
    }
    Condition condition =
        new Condition(
            Set.copyOf(tools),
            labels(when, "tool_kind_in", List.of(ToolKind.values()), ToolKind::label),
            labels(when, "ci_is", List.of(CiSignal.values()), CiSignal::label),
            Set.copyOf(when.texts("ci_vendor_in")),
            labels(when, "platform_in", List.of(ClientPlatform.values()), ClientPlatform::label),
            when.texts("user_agent_prefix"),
            when.texts("contains_word"),
            Set.copyOf(when.texts("agent_in")),
            truth(when, "agent_declared"),
            truth(when, "crawler_declared"));
    when.close();
    return condition;
  }

  private static Optional<Boolean> truth(Section section, String key) {
    return section.has(key) ? Optional.of(section.truth(key, true)) : Optional.empty();
  }

  private static <T> Set<T> labels(
      Section section, String key, Collection<T> choices, Function<T, String> label) {
    Map<String, T> byLabel = choices.stream().collect(Collectors.toMap(label, choice -> choice));
    Set<T> found = new LinkedHashSet<>();
    for (String given : section.texts(key)) {
      T choice = byLabel.get(given);
      if (choice == null) {
        section.problem(
            key,
            "\""
                + given
                + "\" is not one of "
                + choices.stream().map(label).collect(Collectors.joining(", ")));
      } else {
        found.add(choice);
      }
    }
    return found;
  }

  private static void checkTool(Example example, TrafficClassifier classifier) {
    String found = classifier.classify(example.userAgent()).clientTool();
    if (!found.equals(example.expected())) {
      example
          .section()
          .problem(example.key(), "\"" + example.userAgent() + "\" is read as " + found);
    }
  }

  private void checkRule(Example example, TrafficClassifier classifier) {
    String found = classifier.classify(example.userAgent()).rule();
    boolean decides = found.equals(example.expected());
    if (decides == example.wanted()) {
      return;
    }
    String message = "\"" + example.userAgent() + "\" is decided by this rule";
    if (example.wanted()) {
      boolean shadowed = indexOf(found) >= 0 && indexOf(found) < indexOf(example.expected());
      message =
          "\""
              + example.userAgent()
              + "\" is "
              + (shadowed ? "taken by the earlier rule " : "decided by ")
              + found;
    }
    example.section().problem(example.key(), message);
  }

  private int indexOf(String ruleId) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).id().equals(ruleId)) {
        return i;
      }
    }
    return -1;
  }
}
