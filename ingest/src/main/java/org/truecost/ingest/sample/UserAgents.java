package org.truecost.ingest.sample;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.truecost.source.Registry;

/**
 * User agents as clients of each registry send them, by who sends them.
 *
 * <p>A project keeps its user agent: one container image asks in one way. Only some CI jobs say
 * that they are CI; absence of the word proves nothing.
 */
final class UserAgents {
  private static final String[] KERNELS = {
    "5.15.0-1061-aws", "6.8.0-1021-azure", "6.1.112", "5.10.227-219.884.amzn2.x86_64",
    "6.6.56-flatcar", "6.5.0-1025-gcp", "5.15.167.4-linuxkit", "6.1.102-fc"
  };
  private static final String[] CI_VENDORS = {
    "github-actions", "gitlab", "circle", "jenkins", "buildkite", "azure-pipelines"
  };

  private final byte[][][][] texts;

  UserAgents() {
    Registry[] registries = Registry.values();
    texts = new byte[registries.length][Actor.count()][][];
    for (Registry registry : registries) {
      for (Actor actor : Actor.values()) {
        List<String> agents = new ArrayList<>();
        add(agents, registry, actor);
        byte[][] bytes = new byte[agents.size()][];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = agents.get(i).getBytes(StandardCharsets.US_ASCII);
        }
        texts[registry.ordinal()][actor.ordinal()] = bytes;
      }
    }
  }

  /** The user agent of the sender with this hash. */
  byte[] of(Registry registry, Actor actor, long hash) {
    byte[][] choices = texts[registry.ordinal()][actor.ordinal()];
    return choices[Hashing.below(hash, choices.length)];
  }

  private static void add(List<String> to, Registry registry, Actor actor) {
    switch (actor) {
      case HOSTED_CI, ENTERPRISE_BUILD -> builds(to, registry);
      case RUNTIME_INSTALL, AI_AGENT_SANDBOX, EDUCATION_RESEARCH -> {
        servers(to, registry);
        if (actor == Actor.AI_AGENT_SANDBOX) {
          to.add("claude-cli/2.1.205 (external, cli)");
          to.add(
              "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                  + " Chrome/137.0.0.0 Safari/537.36; Devin/1.0; +https://devin.ai");
        }
      }
      case INTERACTIVE_DEV -> people(to, registry);
      case SECURITY_SCANNER -> {
        to.add("trivy/0.57.0");
        to.add("Syft 1.17.0");
        to.add("grype 0.85.0");
        to.add("osv-scanner_scan-source/2.0.3");
        to.add("socket.dev/1.0");
        to.add("package-feeds (github.com/ossf/package-feeds)");
        to.add("BlackDuck-FD");
      }
      case REPO_MANAGER_PROXY -> {
        to.add("Artifactory/7.98.9 79809900");
        to.add("Artifactory/7.77.5 77705900");
        to.add("Nexus/3.75.1-01 (PRO; Linux; 5.15.0-1068-aws; amd64; 17.0.13)");
        to.add("Nexus/3.64.0-04 (OSS; Linux; 4.18.0-513.el8.x86_64; amd64; 1.8.0_402)");
        switch (registry) {
          case PYPI -> to.add("devpi-server/6.14.0 (py3.11.9; linux)");
          case NPM -> to.add("npm (verdaccio/5.33.0)");
          case RUBYGEMS ->
              to.add(
                  "bundler/2.5.22 rubygems/3.5.22 ruby/3.3.6 (x86_64-linux) command/install"
                      + " options/ 7c8a1f0be2d34a69 Gemstash/2.7.1");
          default -> {}
        }
      }
      case MIRROR -> {
        switch (registry) {
          case PYPI -> {
            to.add("bandersnatch/6.6.0 (CPython 3.12.7-final0, Linux x86_64) (aiohttp 3.11.7)");
            to.add("pulpcore/3.63.1 (cpython 3.11.9-final0, Linux x86_64) (aiohttp 3.9.5)");
          }
          case CRATES_IO -> to.add("Panamax/1.0.14 (mirror@example.org)");
          case NPM ->
              to.add("npm_service.cnpmcore/3.70.0 urllib/3.25.0 Node.js/22.11.0 (linux; x64)");
          case RUBYGEMS -> to.add("Gemstash/2.7.1");
          case OPEN_VSX -> to.add("openvsx-mirror/0.3.1 (+https://mirror.example/about)");
          case MAVEN_CENTRAL -> to.add("Artifactory/7.98.9 79809900");
        }
      }
      case UPDATE_BOT -> {
        to.add("Renovate/39.42.4 (https://github.com/renovatebot/renovate)");
        to.add(
            "dependabot-core/0.288.0 excon/1.2.2 ruby/3.3.6 (x86_64-linux)"
                + " (+https://github.com/dependabot/dependabot-core)");
        to.add("Anitya 2.0.1 at release-monitoring.org");
      }
      case BROWSER -> {
        to.add(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                + " Chrome/143.0.0.0 Safari/537.36");
        to.add(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0");
      }
      case CRAWLER -> {
        to.add("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)");
        to.add("Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)");
      }
      case AI_CRAWLER -> {
        to.add(
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2;"
                + " +https://openai.com/gptbot)");
        to.add("CCBot/2.0 (https://commoncrawl.org/faq/)");
        to.add("meta-externalagent/1.1");
      }
      case MONITORING -> {
        to.add("Uptime-Kuma/1.23.16");
        to.add("check_http/v2.2.1 (nagios-plugins 2.2.1)");
      }
      case UNKNOWN -> {
        to.add("");
        to.add("");
        to.add("python-requests/2.32.3");
        to.add("Go-http-client/1.1");
        to.add("curl/8.11.0");
        to.add("Java/17.0.13");
        to.add("node");
      }
    }
  }

  /** Build jobs; about 45 in 100 say that they are CI, where the client can say it. */
  private static void builds(List<String> to, Registry registry) {
    for (int i = 0; i < 24; i++) {
      boolean says = i % 9 < 4;
      String kernel = KERNELS[i % KERNELS.length];
      String vendor = CI_VENDORS[i % CI_VENDORS.length];
      switch (registry) {
        case PYPI -> to.add(i % 4 == 3 ? uv(says, kernel, i) : pip(says, kernel, i));
        case CRATES_IO -> to.add(cargo(i));
        case RUBYGEMS -> to.add(bundler("x86_64-linux", says ? " ci/ci," + vendor : "", i));
        case NPM -> to.add(nodeClient("linux x64", says ? " ci/" + vendor : "", i));
        case OPEN_VSX -> to.add(i % 2 == 0 ? "node" : "curl/8." + i % 12 + ".0");
        case MAVEN_CENTRAL -> to.add(jvmClient("Linux", kernel, "Eclipse Adoptium", i));
      }
    }
  }

  private static void servers(List<String> to, Registry registry) {
    for (int i = 0; i < 16; i++) {
      String kernel = KERNELS[(i * 3 + 1) % KERNELS.length];
      switch (registry) {
        case PYPI -> to.add(i % 3 == 2 ? uv(false, kernel, i) : pip(false, kernel, i));
        case CRATES_IO -> to.add(cargo(i));
        case RUBYGEMS -> to.add(bundler("x86_64-linux", "", i));
        case NPM -> to.add(nodeClient("linux x64", "", i));
        case OPEN_VSX -> to.add("VSCode 1." + (98 + i % 8) + ".0 (VSCodium)");
        case MAVEN_CENTRAL -> to.add(jvmClient("Linux", kernel, "Eclipse Adoptium", i));
      }
    }
  }

  private static void people(List<String> to, Registry registry) {
    for (int i = 0; i < 16; i++) {
      switch (registry) {
        case PYPI -> to.add(pipOnDesktop(i));
        case CRATES_IO -> to.add(cargo(i));
        case RUBYGEMS ->
            to.add(i % 3 == 0 ? gemOnDesktop(i) : bundler("arm64-darwin-" + (22 + i % 3), "", i));
        case NPM -> to.add(nodeClient(i % 2 == 0 ? "darwin arm64" : "win32 x64", "", i));
        case OPEN_VSX ->
            to.add(
                "VSCode 1."
                    + (96 + i % 10)
                    + "."
                    + i % 3
                    + (i % 2 == 0 ? " (VSCodium)" : " (Cursor)"));
        case MAVEN_CENTRAL -> to.add(jvmClient("Mac OS X", "14." + i % 7, "JetBrains s.r.o.", i));
      }
    }
  }

  private static String pip(boolean ci, String kernel, int i) {
    String version = "24." + i % 4;
    return "pip/"
        + version
        + " {\"ci\":"
        + (ci ? "true" : "null")
        + ",\"cpu\":\"x86_64\",\"distro\":{\"id\":\"bookworm\",\"libc\":{\"lib\":\"glibc\","
        + "\"version\":\"2.36\"},\"name\":\"Debian GNU/Linux\",\"version\":\"12\"},"
        + "\"implementation\":{\"name\":\"CPython\",\"version\":\"3."
        + (9 + i % 5)
        + "."
        + i % 12
        + "\"},\"installer\":{\"name\":\"pip\",\"version\":\""
        + version
        + "\"},"
        + "\"openssl_version\":\"OpenSSL 3.0.15 3 Sep 2024\",\"python\":\"3."
        + (9 + i % 5)
        + "."
        + i % 12
        + "\",\"setuptools_version\":\"75.6.0\",\"system\":{\"name\":\"Linux\","
        + "\"release\":\""
        + kernel
        + "\"}}";
  }

  private static String uv(boolean ci, String kernel, int i) {
    String version = "0.9." + i;
    return "uv/"
        + version
        + " {\"installer\":{\"name\":\"uv\",\"version\":\""
        + version
        + "\",\"subcommand\":[\"pip\",\"install\"]},\"python\":\"3.12."
        + i % 9
        + "\",\"implementation\":{\"name\":\"CPython\",\"version\":\"3.12."
        + i % 9
        + "\"},\"distro\":{\"name\":\"Ubuntu\",\"version\":\"24.04\",\"id\":\"noble\",\"libc\":"
        + "{\"lib\":\"glibc\",\"version\":\"2.39\"}},\"system\":{\"name\":\"Linux\",\"release\":\""
        + kernel
        + "\"},\"cpu\":\"x86_64\",\"openssl_version\":null,\"setuptools_version\":null,"
        + "\"rustc_version\":null,\"ci\":"
        + (ci ? "true" : "null")
        + "}";
  }

  private static String pipOnDesktop(int i) {
    if (i % 5 == 4) {
      return "poetry/1.8."
          + i % 5
          + " CPython/3.12."
          + i % 8
          + " Linux/5.15.167.4-microsoft-standard-WSL2";
    }
    return "pip/24."
        + i % 4
        + " {\"ci\":null,\"cpu\":\"arm64\",\"distro\":{\"name\":\"macOS\","
        + "\"version\":\"15."
        + i % 3
        + "\"},\"implementation\":{\"name\":\"CPython\",\"version\":"
        + "\"3.12."
        + i % 8
        + "\"},\"installer\":{\"name\":\"pip\",\"version\":\"24."
        + i % 4
        + "\"},\"openssl_version\":\"OpenSSL 3.4.0 22 Oct 2024\",\"python\":\"3.12."
        + i % 8
        + "\",\"system\":{\"name\":\"Darwin\",\"release\":\"24."
        + i % 3
        + ".0\"}}";
  }

  private static String cargo(int i) {
    return "cargo/1."
        + (74 + i)
        + ".0 ("
        + Long.toHexString(0x873a06493L * (i + 1)).substring(0, 9)
        + " 202"
        + (4 + i % 3)
        + "-0"
        + (1 + i % 9)
        + "-1"
        + i % 9
        + ")";
  }

  private static String bundler(String platform, String ci, int i) {
    String run = Long.toHexString(Hashing.mix(i) | 1L << 63);
    return "bundler/2.5."
        + i
        + " rubygems/3.5."
        + i
        + " ruby/3."
        + (1 + i % 3)
        + "."
        + i % 7
        + " ("
        + platform
        + ") command/install options/frozen,path,without,deployment"
        + ci
        + " "
        + run;
  }

  private static String gemOnDesktop(int i) {
    return "Ruby, RubyGems/3.4."
        + i
        + " universal-darwin-23 Ruby/2.6.10 (2022-04-12 patchlevel 210)";
  }

  private static String nodeClient(String platform, String ci, int i) {
    String node = "node/v" + (18 + 2 * (i % 3)) + "." + i % 20 + ".0 " + platform;
    return switch (i % 5) {
      case 1 -> "pnpm/9." + i + ".0 npm/? " + node;
      case 2 -> "yarn/1.22." + i + " npm/? " + node;
      case 3 ->
          i % 2 == 0 ? "Bun/1.1." + i : "npm/10." + i + ".0 " + node + " workspaces/true" + ci;
      default -> "npm/10." + i % 10 + "." + i % 3 + " " + node + " workspaces/false" + ci;
    };
  }

  private static String jvmClient(String os, String release, String vendor, int i) {
    return switch (i % 4) {
      case 0 ->
          "Gradle/8."
              + i
              + " ("
              + os
              + ";"
              + release
              + ";amd64) ("
              + vendor
              + ";17.0."
              + i
              + ";17.0."
              + i
              + "+8)";
      case 1 -> "Coursier/2.0";
      default ->
          "Apache-Maven/3.9." + i % 10 + " (Java 17.0." + i + "; " + os + " " + release + ")";
    };
  }
}
