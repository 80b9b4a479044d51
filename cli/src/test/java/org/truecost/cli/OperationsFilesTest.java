package org.truecost.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What operators load and read: alerts and their pages, the dashboard, the list of events. */
class OperationsFilesTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGES = ROOT.resolve("docs/alerts");
  private static final List<String> SECTIONS =
      List.of("## Means", "## Impact", "## Look", "## Mend", "## Silence");

  @Test
  void eachAlertHasItsPageAndEachPageItsAlert() throws IOException {
    Set<String> alerts = new TreeSet<>();
    for (JsonNode rule : rules()) {
      String name = rule.path("alert").asText();
      assertThat(alerts.add(name)).as(name + " is there once").isTrue();
      assertThat(rule.path("expr").asText()).as(name).isNotBlank();
      assertThat(rule.path("labels").path("severity").asText()).as(name).isIn("page", "ticket");
      assertThat(rule.path("annotations").path("summary").asText()).as(name).endsWith(".");
      assertThat(rule.path("annotations").path("runbook_url").asText())
          .isEqualTo("docs/alerts/" + name + ".md");
    }
    assertThat(alerts).hasSizeGreaterThan(10);
    try (Stream<Path> pages = Files.list(PAGES)) {
      assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
          .containsExactlyInAnyOrderElementsOf(alerts);
    }
  }

  @Test
  void eachPageSaysWhatToDo() throws IOException {
    for (JsonNode rule : rules()) {
      String name = rule.path("alert").asText();
      String page = Files.readString(PAGES.resolve(name + ".md"));
      assertThat(page).startsWith("# " + name + "\n").contains(SECTIONS);
      assertThat(page).as("commands of " + name).contains("```");
    }
  }

  @Test
  void eachPanelOfTheDashboardHasAQueryAUnitAndATitle() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(ROOT.resolve("operations/grafana/truecost.json").toFile());
    JsonNode variable = dashboard.path("templating").path("list").path(0);
    assertThat(variable.path("type").asText()).isEqualTo("datasource");
    String datasource = "${" + variable.path("name").asText() + "}";
    Set<String> titles = new TreeSet<>();
    assertThat(dashboard.path("panels")).hasSizeGreaterThan(20);
    for (JsonNode panel : dashboard.path("panels")) {
      String title = panel.path("title").asText();
      assertThat(titles.add(title)).as(title + " is there once").isTrue();
      assertThat(title).isNotBlank();
      assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText())
          .as(title)
          .isNotBlank();
      assertThat(panel.path("datasource").path("uid").asText()).as(title).isEqualTo(datasource);
      assertThat(panel.path("targets")).as(title).isNotEmpty();
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.path("expr").asText()).as(title).isNotBlank();
        assertThat(target.path("datasource").path("uid").asText()).as(title).isEqualTo(datasource);
      }
    }
  }

  @Test
  void eachEventOfTheLogIsListed() throws IOException {
    Pattern event = Pattern.compile("\"event=([a-z_]+)");
    Set<String> logged = new TreeSet<>();
    for (String module : List.of("ingest", "streaming-jobs", "tables", "cli")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          Matcher found = event.matcher(Files.readString(file));
          while (found.find()) {
            logged.add(found.group(1));
          }
        }
      }
    }
    Set<String> listed = new TreeSet<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (?:debug|info|warn|error) ")
            .matcher(Files.readString(ROOT.resolve("docs/operations.md")));
    while (row.find()) {
      listed.add(row.group(1));
    }
    assertThat(logged).hasSizeGreaterThan(10).isEqualTo(listed);
  }

  private static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    new YAMLMapper()
        .readTree(ROOT.resolve("operations/prometheus/alerts.yaml").toFile())
        .path("groups")
        .forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }
}
