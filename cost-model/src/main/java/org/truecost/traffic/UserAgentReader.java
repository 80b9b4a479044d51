package org.truecost.traffic;

import java.util.List;

/**
 * Reads the facts a user agent states.
 *
 * <p>Order: what is missing; the product it starts with, where that is no general library; words
 * that give a crawler, scanner or monitor away; the shape of a browser; general libraries. Package
 * clients thus come before every list of bots, which are known to take pip's JSON, {@code codeship}
 * and {@code node} for robots.
 */
final class UserAgentReader {
  private final ToolTable tools;
  private final ClientTool gemstash;

  UserAgentReader(ToolTable tools) {
    this.tools = tools;
    this.gemstash = tools.named("Gemstash").orElse(null);
  }

  /** Never fails, whatever the text. */
  UserAgent read(String raw) {
    String text = UserAgentRedaction.normalize(raw);
    if (text.isEmpty() || text.equals("-") || text.equals("(null)")) {
      return UserAgent.ofTool(text, ClientTool.NONE, "missing", "");
    }
    ToolTable.Start start = tools.startOf(text);
    ToolKind kind = start == null ? ToolKind.LIBRARY : start.tool().kind();
    if (kind != ToolKind.LIBRARY) {
      String version = version(text, start.text().length());
      return kind == ToolKind.PACKAGE_CLIENT
          ? packageClient(text, start.tool(), version)
          : UserAgent.ofTool(text, start.tool(), "product", version);
    }
    ToolTable.Contained words = tools.in(text);
    if (words.decisive() != null) {
      return words.decisive().kind() == ToolKind.PACKAGE_CLIENT
          ? packageClient(text, words.decisive(), "")
          : UserAgent.ofTool(text, words.decisive(), "word", "");
    }
    if (text.startsWith("Mozilla/")) {
      return mozilla(text, words);
    }
    if (start != null) {
      return library(text, start.tool(), version(text, start.text().length()));
    }
    return words.library() != null
        ? library(text, words.library(), "")
        : other(text, "unrecognized", agent(text));
  }

  private UserAgent packageClient(String text, ClientTool tool, String version) {
    if (gemstash != null && text.contains(" Gemstash/")) {
      // Gemstash appends itself to the user agent of the client it fetches for.
      return UserAgent.ofTool(text, gemstash, "gemstash suffix", "");
    }
    String agent = agent(text);
    int brace = text.indexOf(" {");
    if (brace >= 0) {
      return installer(text, tool, version, InstallerJson.read(text, brace + 1), agent);
    }
    int ci = text.indexOf(" ci/");
    String vendor = ci < 0 ? "" : firstOfList(text, ci + 4);
    boolean bundler = tool.name().equals("bundler");
    int options = bundler ? text.indexOf(" options/") : -1;
    return new UserAgent(
        text,
        tool,
        bundler ? "bundler" : "package client",
        version,
        ci < 0 ? CiSignal.NOT_SAID : CiSignal.REPORTED,
        vendor,
        ClientPlatform.inText(text),
        agent,
        false,
        options < 0
            ? List.of()
            : BundlerOptions.hosts(text, options + 9, Words.spaceAfter(text, options + 1)));
  }

  /** pip vendored by another tool keeps the prefix {@code pip}; the JSON tells the installer. */
  private UserAgent installer(
      String text, ClientTool prefix, String version, InstallerJson json, String agent) {
    ToolTable.Start named = tools.startOf(json.installerName);
    boolean usable = named != null && named.tool().kind() == ToolKind.PACKAGE_CLIENT;
    return new UserAgent(
        text,
        usable ? named.tool() : prefix,
        "installer json",
        usable ? json.installerVersion : version,
        json.ci,
        "",
        ClientPlatform.ofPython(json.systemName, json.systemRelease),
        agent,
        false,
        List.of());
  }

  private static UserAgent mozilla(String text, ToolTable.Contained words) {
    if (hasEngine(text) && text.indexOf('(') > 0 && words.browser() != null) {
      return UserAgent.ofTool(text, words.browser(), "browser shape", "");
    }
    if (words.library() != null) {
      return library(text, words.library(), "");
    }
    // "Mozilla/5.0" and nothing more names nobody.
    return text.indexOf(' ') < 0 && text.indexOf('(') < 0
        ? UserAgent.ofTool(text, ClientTool.NONE, "bare mozilla", "")
        : other(text, "mozilla without engine", "");
  }

  private static boolean hasEngine(String text) {
    return text.contains("AppleWebKit/")
        || text.contains("Gecko")
        || text.contains("Trident/")
        || text.contains("MSIE ")
        || text.contains("Presto/");
  }

  private static UserAgent library(String text, ClientTool tool, String version) {
    String agent = agent(text);
    return new UserAgent(
        text,
        tool,
        "library",
        version,
        CiSignal.NOT_SAID,
        "",
        ClientPlatform.NOT_SAID,
        agent,
        false,
        List.of());
  }

  private static UserAgent other(String text, String reader, String agent) {
    return new UserAgent(
        text,
        ClientTool.OTHER,
        reader,
        "",
        CiSignal.NOT_SAID,
        "",
        ClientPlatform.NOT_SAID,
        agent,
        declaresCrawler(text),
        List.of());
  }

  /** Calls itself a bot and says whom to ask: {@code FooBot/1.0 (+https://foo.example)}. */
  private static boolean declaresCrawler(String text) {
    if (!text.contains("http://") && !text.contains("https://") && text.indexOf('@') < 0) {
      return false;
    }
    String lowered = Words.lower(text);
    return endsWord(lowered, "bot") || endsWord(lowered, "spider") || endsWord(lowered, "crawler");
  }

  private static boolean endsWord(String text, String ending) {
    int at = text.indexOf(ending);
    while (at >= 0) {
      int end = at + ending.length();
      if (end == text.length() || !Words.isWord(text.charAt(end))) {
        return true;
      }
      at = text.indexOf(ending, end);
    }
    return false;
  }

  /** A coding agent that signs as {@code agent/name} or {@code (via name)}. */
  private static String agent(String text) {
    int at = text.indexOf(" agent/");
    int from = at < 0 ? text.indexOf("(via ") + 5 : at + 7;
    if (from < 5) {
      return "";
    }
    int end = from;
    while (end < text.length() && (Words.isWord(text.charAt(end)) || text.charAt(end) == '-')) {
      end++;
    }
    return text.substring(from, end);
  }

  private static String firstOfList(String text, int from) {
    int end = Words.spaceAfter(text, from);
    int comma = text.indexOf(',', from);
    return text.substring(from, comma < 0 || comma > end ? end : comma);
  }

  /** The version behind the product: {@code tool/1.2 (…)}, {@code tool 1.2}, {@code tool v1.2}. */
  private static String version(String text, int productEnd) {
    int from = productEnd + 1;
    if (from >= text.length()
        || (text.charAt(productEnd) != '/' && text.charAt(productEnd) != ' ')) {
      return "";
    }
    int digit = text.charAt(from) == 'v' ? from + 1 : from;
    if (digit >= text.length() || !Words.isDigit(text.charAt(digit))) {
      return "";
    }
    int end = digit;
    while (end < text.length() && " ();,".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(digit, end);
  }
}
