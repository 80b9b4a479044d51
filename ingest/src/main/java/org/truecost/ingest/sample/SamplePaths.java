package org.truecost.ingest.sample;

import java.util.SplittableRandom;
import org.truecost.request.RequestKind;
import org.truecost.source.Registry;

/**
 * Paths as each registry's clients ask for them, with what kind of request it is and what its
 * answer weighs.
 */
final class SamplePaths {
  private static final String[] PLATFORMS = {
    "", "", "", "linux-x64", "win32-x64", "darwin-arm64", "linux-arm64"
  };

  private final PackageCatalog catalog;
  private final LineBuffer name = new LineBuffer();

  SamplePaths(PackageCatalog catalog) {
    this.catalog = catalog;
  }

  /** Share of a side's requests whose answer has a fixed size, and what it adds to the mean. */
  static double fixedShare(Registry registry, boolean metadata) {
    return switch (registry) {
      case PYPI -> metadata ? .004 : .08;
      case CRATES_IO -> .02;
      case RUBYGEMS -> metadata ? .026 : 0;
      case NPM -> metadata ? .004 : 0;
      case OPEN_VSX -> metadata ? .03 : .06;
      case MAVEN_CENTRAL -> metadata ? .45 : 0;
    };
  }

  static double fixedBytes(Registry registry, boolean metadata) {
    return fixedShare(registry, metadata) * fixedSize(registry, metadata);
  }

  private static long fixedSize(Registry registry, boolean metadata) {
    return switch (registry) {
      case PYPI -> metadata ? 3_000 : 8_000;
      case CRATES_IO -> metadata ? 70 : 10_000;
      case RUBYGEMS -> 550_000;
      case NPM -> 1_500;
      case OPEN_VSX -> metadata ? 9_000 : 65;
      case MAVEN_CENTRAL -> 40;
    };
  }

  /**
   * Fills in kind, method, host, path, query, content type and the whole answer's size.
   *
   * @param file what distinguishes files of one version, constant for a project
   */
  void fill(SampleRequest r, SplittableRandom random, int file) {
    double u = random.nextDouble();
    r.host = r.source.host();
    r.method = "GET";
    r.path.clear();
    r.query.clear();
    name.clear();
    catalog.name(r.rank, name);
    if (r.unique > 0) {
      name.put("-u").put(r.unique);
    }
    r.versionText.clear();
    catalog.versionNumber(r.rank, r.version, r.versionText);
    boolean fixed = u < fixedShare(r.source.registry(), r.metadata);
    r.kind = r.metadata ? RequestKind.METADATA : RequestKind.ARTIFACT;
    r.fullBytes =
        fixed
            ? fixedSize(r.source.registry(), r.metadata)
            : r.metadata ? catalog.metadataBytes(r.rank) : catalog.fileBytes(r.rank, r.version);
    switch (r.source.registry()) {
      case PYPI -> pypi(r, u, fixed, file);
      case CRATES_IO -> cratesIo(r, fixed, file);
      case RUBYGEMS -> rubygems(r, u, fixed, file);
      case NPM -> npm(r, u, fixed, random);
      case OPEN_VSX -> openVsx(r, u, fixed, file);
      case MAVEN_CENTRAL -> mavenCentral(r, u, fixed, file);
    }
  }

  private void pypi(SampleRequest r, double u, boolean fixed, int file) {
    if (r.metadata) {
      r.contentType = "application/vnd.pypi.simple.v1+json";
      if (fixed && u < .001) {
        r.kind = RequestKind.PUBLISH;
        r.method = "POST";
        r.path.put("/legacy/");
      } else if (fixed) {
        r.kind = RequestKind.SEARCH;
        r.path.put("/search/");
        r.query.put("q=").put(name);
      } else if (r.actor == Actor.BROWSER || r.actor == Actor.CRAWLER) {
        r.kind = RequestKind.WEB;
        r.contentType = "text/html;charset=UTF-8";
        r.path.put("/project/").put(name).put('/');
      } else if (u > .97) {
        r.kind = RequestKind.API;
        r.contentType = "application/json";
        r.path.put("/pypi/").put(name).put("/json");
      } else {
        r.path.put("/simple/").put(name).put('/');
      }
      return;
    }
    r.wheel = file % 8 != 0;
    r.project.clear().put(name);
    long digest = Hashing.mix(r.rank * 64L + r.version, r.wheel ? 1 : 2);
    r.path.put("/packages/").hex(digest >>> 8, 2).put('/').hex(digest, 2).put('/');
    for (int i = 0; i < 4; i++) {
      r.path.hex(Hashing.mix(digest, i), i == 3 ? 12 : 16);
    }
    r.path.put('/');
    byte[] text = name.bytes();
    for (int i = 0; i < name.length(); i++) {
      r.path.put(text[i] == '-' ? '_' : (char) text[i]);
    }
    r.path.put('-').put(r.versionText);
    if (!r.wheel) {
      r.path.put(".tar.gz");
    } else if (r.rank % 3 == 0) {
      r.path.put("-cp312-cp312-manylinux_2_17_x86_64.whl");
    } else {
      r.path.put("-py3-none-any.whl");
    }
    r.contentType = "application/octet-stream";
    if (fixed) {
      r.kind = RequestKind.METADATA;
      r.path.put(".metadata");
    }
  }

  private void cratesIo(SampleRequest r, boolean fixed, int file) {
    if (r.metadata) {
      r.host = "index.crates-io.example";
      r.contentType = "text/plain";
      if (fixed) {
        r.path.put("/config.json");
        return;
      }
      byte[] text = name.bytes();
      r.path.put('/').put((char) text[0]).put((char) text[1]).put('/');
      r.path.put((char) text[2]).put((char) text[3]).put('/').put(name);
      return;
    }
    r.contentType = "application/gzip";
    if (fixed) {
      r.kind = RequestKind.METADATA;
      r.contentType = "text/html";
      r.path.put("/readmes/").put(name).put('/').put(name).put('-').put(r.versionText).put(".html");
    } else if (file % 2 == 0) {
      r.path.put("/crates/").put(name).put('/').put(r.versionText).put("/download");
    } else {
      r.path.put("/crates/").put(name).put('/').put(name).put('-').put(r.versionText);
      r.path.put(".crate");
    }
  }

  private void rubygems(SampleRequest r, double u, boolean fixed, int file) {
    if (!r.metadata) {
      r.contentType = "application/octet-stream";
      r.path.put("/gems/").put(name).put('-').put(r.versionText);
      if (r.rank % 11 == 0) {
        r.path.put(file % 3 == 0 ? "-arm64-darwin" : "-x86_64-linux");
      }
      r.path.put(".gem");
      return;
    }
    r.contentType = "text/plain";
    if (fixed) {
      r.path.put(u < .021 ? "/versions" : "/specs.4.8.gz");
    } else if (u > .9995) {
      r.kind = RequestKind.PUBLISH;
      r.method = "POST";
      r.path.put("/api/v1/gems");
    } else if (u > .998) {
      r.kind = RequestKind.SEARCH;
      r.path.put("/api/v1/search.json");
      r.query.put("query=").put(name);
    } else if (u > .98) {
      r.kind = RequestKind.API;
      r.path.put("/api/v1/gems/").put(name).put(".json");
    } else if (u > .92) {
      r.path.put("/quick/Marshal.4.8/").put(name).put('-').put(r.versionText);
      r.path.put(".gemspec.rz");
    } else {
      r.path.put("/info/").put(name);
    }
  }

  private void npm(SampleRequest r, double u, boolean fixed, SplittableRandom random) {
    boolean scoped = r.rank % 7 == 3;
    if (!r.metadata) {
      r.contentType = "application/octet-stream";
      r.path.put('/');
      if (scoped) {
        r.path.put('@');
        catalog.name(r.rank % 512, r.path);
        r.path.put('/');
      }
      r.path.put(name).put("/-/").put(name).put('-').put(r.versionText).put(".tgz");
      return;
    }
    r.contentType = "application/json";
    if (fixed && u < .002) {
      r.kind = RequestKind.API;
      r.method = "POST";
      r.path.put("/-/npm/v1/security/advisories/bulk");
      return;
    }
    if (fixed && u < .003) {
      r.kind = RequestKind.SEARCH;
      r.path.put("/-/v1/search");
      r.query.put("text=").put(name).put("&size=").put(10 + random.nextInt(3) * 10L);
      return;
    }
    if (fixed) {
      r.kind = RequestKind.PUBLISH;
      r.method = "PUT";
    } else {
      r.contentType = "application/vnd.npm.install-v1+json";
    }
    r.path.put('/');
    if (scoped) {
      r.path.put('@');
      catalog.name(r.rank % 512, r.path);
      r.path.put("%2f");
    }
    r.path.put(name);
  }

  private void openVsx(SampleRequest r, double u, boolean fixed, int file) {
    String platform = r.rank % 4 == 0 ? PLATFORMS[file % PLATFORMS.length] : "";
    if (r.metadata && fixed) {
      r.kind = RequestKind.SEARCH;
      r.method = "POST";
      r.contentType = "application/json";
      r.path.put("/vscode/gallery/extensionquery");
      return;
    }
    if (r.metadata && u < .48) {
      r.contentType = "image/png";
      r.path.put("/vscode/asset/");
      publisher(r).put('/').put(name).put('/').put(r.versionText);
      r.path.put("/Microsoft.VisualStudio.Services.Icons.Default");
      return;
    }
    if (r.metadata && u < .68) {
      r.kind = RequestKind.API;
      r.contentType = "application/json";
      r.path.put("/api/");
      publisher(r).put('/').put(name);
      return;
    }
    r.path.put('/');
    publisher(r).put('/').put(name);
    if (!platform.isEmpty()) {
      r.path.put('/').put(platform);
    }
    r.path.put('/').put(r.versionText).put('/');
    if (r.metadata) {
      r.contentType = "application/json";
      r.path.put(u < .88 ? "package.json" : "README.md");
      return;
    }
    r.contentType = "application/octet-stream";
    publisher(r).put('.').put(name).put('-').put(r.versionText);
    if (!platform.isEmpty()) {
      r.path.put('@').put(platform);
    }
    r.path.put(".vsix");
    if (fixed) {
      r.kind = RequestKind.SIGNATURE;
      r.path.put(".sha256");
    }
  }

  private LineBuffer publisher(SampleRequest r) {
    catalog.name(r.rank % 1024 + 20, r.path);
    return r.path;
  }

  private void mavenCentral(SampleRequest r, double u, boolean fixed, int file) {
    r.path.put("/maven2/org/");
    catalog.name(r.rank % 2048 + 40, r.path);
    r.path.put('/').put(name).put('/');
    if (r.metadata && u > .91) {
      r.contentType = "text/xml";
      r.path.put("maven-metadata.xml");
      return;
    }
    r.path.put(r.versionText).put('/').put(name).put('-').put(r.versionText);
    if (r.metadata) {
      r.contentType = fixed ? "text/plain" : "text/xml";
      r.path.put(fixed && u > .25 ? ".jar" : ".pom");
      if (fixed) {
        r.kind = RequestKind.SIGNATURE;
        r.path.put(".sha1");
      }
      return;
    }
    r.contentType = "application/java-archive";
    r.path.put(file % 17 == 0 ? "-sources.jar" : ".jar");
  }
}
