package org.truecost.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;
import org.truecost.config.Problems;
import org.truecost.request.HttpMethod;
import org.truecost.request.RequestKind;

class DownloadDefinitionsTest {
  private static final String SMALLEST =
      """
      id: default
      version: 1
      methods: [get]
      statuses: [200]
      partial_content: never
      truncated: ignored
      cdn_internal: ignored
      with_query: counted
      paths: [{ kind: artifact }]
      """;

  private final Problems problems = new Problems();

  @Test
  void readsTheSmallestDefinition() {
    DownloadDefinitions definitions = load(Map.of("downloads/default.yaml", SMALLEST));

    assertThat(problems.all()).isEmpty();
    assertThat(definitions.byId("default").orElseThrow().label()).isEqualTo("default/1");
    assertThat(definitions.byId("default").orElseThrow().admits(null)).isTrue();
    assertThat(definitions.byId("other")).isEmpty();
  }

  @Test
  void anUnloggedRangeCountsWhereTheDefinitionSaysSo() {
    String text = SMALLEST.replace("never", "from_start_or_unlogged");
    DownloadDefinition definition =
        load(Map.of("downloads/default.yaml", text)).byId("default").orElseThrow();

    assertThat(partial(definition, DownloadDefinition.ABSENT)).isTrue();
    assertThat(partial(definition, 0)).isTrue();
    assertThat(partial(definition, 1)).isFalse();
  }

  @Test
  void reportsEveryProblemAtOnce() {
    load(
        Map.of(
            "downloads/default.yaml",
            """
            id: defualt
            version: a/b
            methods: [get, gett]
            statuses: [200, 206, 99, ok]
            partial_content: allways
            truncated: yes
            cdn_internal: ignored
            with_querry: counted
            paths:
              - kind: redirect
                untill: 2026-01-01
              - kind: artefact
                until: August
            user_agents:
              ignore: [x]
            """));

    assertThat(new ConfigException(problems.all()))
        .hasMessage(
            """
            config/downloads/default.yaml: 16 problems
              id: "defualt" must be the file's name, "default"
              version: "a/b" must not hold a slash; write it as 2026-11
              methods: "gett" is not one of get, head, options, put, post, patch, delete, other, absent (the log has no method)
              statuses: 206 does not stand here; say which count in partial_content
              statuses: "99" is not an HTTP status between 200 and 599
              statuses: "ok" is not an HTTP status between 200 and 599
              partial_content: "allways" is not one of never, from_start, from_start_or_unlogged, each
              truncated: "yes" is not one of ignored, counted
              with_query: is missing; it is one of ignored, counted
              paths[0] kind: "redirect" is not a kind of path
              paths[0] untill: is not a known key
              paths[1] kind: "artefact" is not one of artifact, metadata, signature, publish, search, api, web, redirect, cdn_internal, other; did you mean "artifact"?
              paths[1] until: "August" is not a date; write it as 2026-10-31
              user_agents missing: is missing; it is one of ignored, counted
              user_agents ignore: is not a known key; did you mean "ignored"?
              with_querry: is not a known key; did you mean "with_query"?
            """
                .stripTrailing());
  }

  @Test
  void missesADefaultDefinition() {
    load(Map.of());

    assertThat(problems.all())
        .singleElement()
        .extracting(Problems.Problem::message)
        .asString()
        .startsWith("is missing or unusable");
  }

  private DownloadDefinitions load(Map<String, String> texts) {
    return DownloadDefinitions.load(ConfigDirectory.of(texts), problems);
  }

  private static boolean partial(DownloadDefinition definition, long rangeStart) {
    return definition.counts(
        definition.countedUntil(RequestKind.ARTIFACT, ""),
        RequestKind.ARTIFACT,
        HttpMethod.GET,
        206,
        rangeStart,
        10,
        DownloadDefinition.ABSENT,
        true,
        false,
        0);
  }
}
