package org.truecost.download;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.config.Section;
import org.truecost.config.Yaml;
import org.truecost.request.HttpMethod;
import org.truecost.request.RequestKind;

/** The definitions below {@code config/downloads/}, by id. */
public final class DownloadDefinitions {
  /** Where the definitions stand below {@code config/}. */
  public static final String FOLDER = "downloads";

  /** The definition that is active unless another is asked for. */
  public static final String DEFAULT = "default";

  private final TreeMap<String, DownloadDefinition> byId;

  private DownloadDefinitions(Map<String, DownloadDefinition> byId) {
    this.byId = new TreeMap<>(byId);
  }

  /**
   * Reads every {@code downloads/*.yaml}; whatever is wrong goes to {@code problems}, and the
   * answer then holds what could be read.
   */
  public static DownloadDefinitions load(ConfigDirectory config, Problems problems) {
    Map<String, DownloadDefinition> byId = new TreeMap<>();
    for (String name : config.list(FOLDER, ".yaml")) {
      Path file = config.display(name);
      byte[] bytes = config.bytes(name).orElseThrow();
      Yaml.read(file, bytes, problems)
          .map(section -> definition(section, fileId(name)))
          .ifPresent(definition -> byId.put(definition.id(), definition));
    }
    if (!byId.containsKey(DEFAULT)) {
      problems.add(
          config.display(FOLDER + "/" + DEFAULT + ".yaml"),
          "",
          "is missing or unusable; a replay without --downloads counts by it");
    }
    return new DownloadDefinitions(byId);
  }

  /** The definition called {@code id}, if there is one. */
  public Optional<DownloadDefinition> byId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** All definitions, by id. */
  public Collection<DownloadDefinition> all() {
    return List.copyOf(byId.values());
  }

  private static String fileId(String name) {
    return name.substring(name.lastIndexOf('/') + 1, name.length() - ".yaml".length());
  }

  private static DownloadDefinition definition(Section section, String fileId) {
    String id = section.requiredText("id");
    if (!id.isEmpty() && !id.equals(fileId)) {
      section.problem("id", "\"" + id + "\" must be the file's name, \"" + fileId + "\"");
    }
    String version = section.requiredText("version");
    if (version.indexOf('/') >= 0) {
      section.problem("version", "\"" + version + "\" must not hold a slash; write it as 2026-11");
    }
    section.optionalText("description");
    section.texts("sources");
    DownloadDefinition.Answers answers =
        new DownloadDefinition.Answers(
            methods(section),
            statuses(section),
            section.choice(
                "partial_content", List.of(PartialContent.values()), PartialContent::label, null),
            counted(section, "truncated"),
            counted(section, "cdn_internal"),
            counted(section, "with_query"));
    DownloadDefinition definition =
        new DownloadDefinition(fileId, version, answers, paths(section), userAgents(section));
    section.close();
    return definition;
  }

  private static boolean counted(Section section, String key) {
    return section.choice(key, List.of(false, true), yes -> yes ? "counted" : "ignored", null);
  }

  private static Set<HttpMethod> methods(Section section) {
    Set<HttpMethod> methods = EnumSet.noneOf(HttpMethod.class);
    for (String text : section.texts("methods")) {
      Optional<HttpMethod> method =
          List.of(HttpMethod.values()).stream().filter(m -> m.label().equals(text)).findFirst();
      method.ifPresentOrElse(
          methods::add,
          () ->
              section.problem(
                  "methods",
                  "\""
                      + text
                      + "\" is not one of get, head, options, put, post, patch, delete, other,"
                      + " absent (the log has no method)"));
    }
    if (methods.isEmpty() && section.texts("methods").isEmpty()) {
      section.problem("methods", "is missing; write [get] to count GET only");
    }
    return methods;
  }

  private static Set<Integer> statuses(Section section) {
    Set<Integer> statuses = new LinkedHashSet<>();
    List<String> texts = section.texts("statuses");
    for (String text : texts) {
      int status = status(text);
      if (status == 206) {
        section.problem("statuses", "206 does not stand here; say which count in partial_content");
      } else if (status < 0) {
        section.problem("statuses", "\"" + text + "\" is not an HTTP status between 200 and 599");
      } else {
        statuses.add(status);
      }
    }
    if (texts.isEmpty()) {
      section.problem("statuses", "is missing; write [200] to count full answers only");
    }
    return statuses;
  }

  private static int status(String text) {
    try {
      int status = Integer.parseInt(text);
      return status >= 200 && status <= 599 ? status : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static List<PathRule> paths(Section section) {
    List<PathRule> rules = new ArrayList<>();
    List<Section> entries = section.sections("paths");
    for (Section entry : entries) {
      RequestKind kind =
          entry.choice("kind", List.of(RequestKind.values()), RequestKind::label, null);
      if (kind == RequestKind.REDIRECT || kind == RequestKind.CDN_INTERNAL) {
        entry.problem("kind", "\"" + kind.label() + "\" is not a kind of path");
      }
      rules.add(
          new PathRule(
              kind,
              entry.text("file_suffix", ""),
              entry.has("until") ? micros(entry.date("until", LocalDate.MAX)) : Long.MAX_VALUE));
      entry.close();
    }
    if (entries.isEmpty()) {
      section.problem("paths", "is missing; write [{ kind: artifact }] to count package files");
    }
    return rules;
  }

  private static UserAgentFilter userAgents(Section section) {
    return section
        .section("user_agents")
        .map(DownloadDefinitions::filter)
        .orElse(UserAgentFilter.NONE);
  }

  private static UserAgentFilter filter(Section section) {
    UserAgentFilter filter =
        new UserAgentFilter(
            section.has("since") ? micros(section.date("since", LocalDate.MIN)) : Long.MIN_VALUE,
            counted(section, "missing"),
            section.texts("admitted_prefixes"),
            section.texts("ignored"),
            section.texts("ignored_prefixes"),
            section.texts("ignored_parts"));
    section.close();
    return filter;
  }

  private static long micros(LocalDate date) {
    if (date.equals(LocalDate.MIN)) {
      return Long.MIN_VALUE;
    }
    if (date.equals(LocalDate.MAX)) {
      return Long.MAX_VALUE;
    }
    return date.atStartOfDay(ZoneOffset.UTC).toEpochSecond() * 1_000_000L;
  }
}
