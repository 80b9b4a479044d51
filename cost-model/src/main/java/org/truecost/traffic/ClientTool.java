package org.truecost.traffic;

import static java.util.Objects.requireNonNull;

/**
 * A program that sends requests.
 *
 * @param name its name in tables and reports
 * @param kind what it is for
 */
public record ClientTool(String name, ToolKind kind) {
  /** No user agent was sent, or one that names nobody. */
  public static final ClientTool NONE = new ClientTool("none", ToolKind.UNKNOWN);

  /** A user agent that names a tool which the table does not know. */
  public static final ClientTool OTHER = new ClientTool("other", ToolKind.UNKNOWN);

  public ClientTool {
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
  }
}
