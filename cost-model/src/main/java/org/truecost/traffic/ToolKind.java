package org.truecost.traffic;

import java.util.Locale;

/** What a client tool is for. Rules turn it, with other facts, into a {@link TrafficClass}. */
public enum ToolKind {
  /** Installs or publishes packages for somebody: pip, npm, cargo, Maven. */
  PACKAGE_CLIENT,
  /** Fetches on demand for others and keeps a copy: Artifactory, Nexus, Gemstash. */
  PROXY,
  /** Copies a registry or a large part of it ahead of demand: bandersnatch, Panamax. */
  MIRROR,
  UPDATE_BOT,
  SCANNER,
  AI_CRAWLER,
  AI_AGENT,
  BROWSER,
  /** A program with a screen and a person before it: an editor, a documentation viewer. */
  DESKTOP_APP,
  /** Runs only as a step of a CI service. */
  CI_TOOL,
  /** A general HTTP library or command: says nothing of who uses it. */
  LIBRARY,
  MONITORING,
  REGISTRY_INTERNAL,
  CRAWLER,
  RESEARCH,
  /** No tool was recognized; never used in the table. */
  UNKNOWN;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML. */
  public String label() {
    return label;
  }
}
