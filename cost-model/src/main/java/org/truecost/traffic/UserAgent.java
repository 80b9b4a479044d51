package org.truecost.traffic;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The facts that a user agent states, before any rule judges them.
 *
 * @param text the user agent without secrets and identifiers, at most {@link
 *     UserAgentRedaction#MAX_LENGTH} characters
 * @param tool the sender, {@link ClientTool#NONE} or {@link ClientTool#OTHER}
 * @param reader name of the part of the grammar that recognized it
 * @param version version of the tool as written; empty if not said
 * @param ci what it says of CI
 * @param ciVendor the CI service it names; empty if none
 * @param platform the operating system that a package client names
 * @param agent the coding agent that it says drives it; empty if none
 * @param declaresCrawler whether it calls itself a bot, spider or crawler and names a contact
 * @param declaredHosts hosts of private registries among Bundler's options, in order
 */
public record UserAgent(
    String text,
    ClientTool tool,
    String reader,
    String version,
    CiSignal ci,
    String ciVendor,
    ClientPlatform platform,
    String agent,
    boolean declaresCrawler,
    List<String> declaredHosts) {
  public UserAgent {
    requireNonNull(text, "text");
    requireNonNull(tool, "tool");
    requireNonNull(reader, "reader");
    requireNonNull(version, "version");
    requireNonNull(ci, "ci");
    requireNonNull(ciVendor, "ciVendor");
    requireNonNull(platform, "platform");
    requireNonNull(agent, "agent");
    declaredHosts = List.copyOf(declaredHosts);
  }

  /** A user agent of which only its tool matters. */
  static UserAgent ofTool(String text, ClientTool tool, String reader, String version) {
    return new UserAgent(
        text,
        tool,
        reader,
        version,
        CiSignal.NOT_SAID,
        "",
        ClientPlatform.NOT_SAID,
        "",
        false,
        List.of());
  }
}
