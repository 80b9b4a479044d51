package org.truecost.ingest.sample;

import java.util.List;
import java.util.Optional;
import org.truecost.source.Registry;

/**
 * One source of the sample, as {@code config/sources.yaml} describes it.
 *
 * @param id the source's id and its directory
 * @param registry whose
 * @param files share of the registry's file requests that it logs
 * @param metadata share of the registry's index and metadata requests that it logs
 * @param line how a line is written
 * @param host what clients ask for files
 * @param countsHeaders whether its bytes include headers
 * @param naming how its files are called
 */
record SampleSource(
    String id,
    Registry registry,
    double files,
    double metadata,
    LineWriter line,
    String host,
    boolean countsHeaders,
    Naming naming) {

  /** How a CDN or a server names its log files. */
  enum Naming {
    CLOUDFRONT,
    FASTLY,
    FASTLY_BY_MINUTE,
    LOGPUSH,
    AZURE,
    AKAMAI,
    S3,
    SERVER
  }

  private static final List<SampleSource> ALL =
      List.of(
          new SampleSource(
              "crates-io-static",
              Registry.CRATES_IO,
              .50,
              0,
              CloudFrontLine::write,
              "static.crates-io.example",
              true,
              Naming.CLOUDFRONT),
          new SampleSource(
              "crates-io-index",
              Registry.CRATES_IO,
              0,
              .40,
              CloudFrontLine::write,
              "index.crates-io.example",
              true,
              Naming.CLOUDFRONT),
          new SampleSource(
              "crates-io-fastly",
              Registry.CRATES_IO,
              .50,
              .60,
              FastlyJsonLines::cratesIo,
              "static.crates-io.example",
              false,
              Naming.FASTLY),
          new SampleSource(
              "pypi-files",
              Registry.PYPI,
              .25,
              0,
              PypiLines::linehaul,
              "files.pypi.example",
              false,
              Naming.FASTLY_BY_MINUTE),
          new SampleSource(
              "pypi-files-json",
              Registry.PYPI,
              .75,
              0,
              PypiLines::json,
              "files.pypi.example",
              true,
              Naming.FASTLY),
          new SampleSource(
              "pypi-web",
              Registry.PYPI,
              0,
              1,
              PypiLines::access,
              "pypi.example",
              false,
              Naming.FASTLY_BY_MINUTE),
          new SampleSource(
              "rubygems-cdn",
              Registry.RUBYGEMS,
              .75,
              1,
              FastlyJsonLines::rubygems,
              "rubygems.example",
              true,
              Naming.FASTLY),
          new SampleSource(
              "rubygems-downloads",
              Registry.RUBYGEMS,
              .25,
              0,
              TextLines::rubygemsDownloads,
              "rubygems.example",
              false,
              Naming.FASTLY),
          new SampleSource(
              "npm-registry",
              Registry.NPM,
              .75,
              .75,
              CloudJsonLines::logpush,
              "registry.npm.example",
              true,
              Naming.LOGPUSH),
          new SampleSource(
              "npm-azure-edge",
              Registry.NPM,
              .18,
              .18,
              CloudJsonLines::frontDoor,
              "edge.npm.example",
              true,
              Naming.AZURE),
          new SampleSource(
              "npm-replica",
              Registry.NPM,
              .07,
              .07,
              TextLines::logFormat,
              "replica.npm.example",
              true,
              Naming.SERVER),
          new SampleSource(
              "open-vsx-cdn",
              Registry.OPEN_VSX,
              .50,
              1,
              FastlyJsonLines::openVsx,
              "open-vsx.example",
              false,
              Naming.FASTLY),
          new SampleSource(
              "open-vsx-blobs",
              Registry.OPEN_VSX,
              .50,
              0,
              CloudJsonLines::azureStorage,
              "openvsx.blob.example",
              true,
              Naming.AZURE),
          new SampleSource(
              "maven-central",
              Registry.MAVEN_CENTRAL,
              .30,
              .30,
              TextLines::combined,
              "maven.example",
              false,
              Naming.SERVER),
          new SampleSource(
              "maven-central-akamai",
              Registry.MAVEN_CENTRAL,
              .60,
              .60,
              CloudJsonLines::akamai,
              "maven.example",
              true,
              Naming.AKAMAI),
          new SampleSource(
              "maven-central-s3",
              Registry.MAVEN_CENTRAL,
              .10,
              .10,
              TextLines::s3Access,
              "maven-origin.s3.example",
              false,
              Naming.S3));

  static List<SampleSource> all() {
    return ALL;
  }

  static Optional<SampleSource> byId(String id) {
    return ALL.stream().filter(source -> source.id.equals(id)).findFirst();
  }

  static List<String> ids() {
    return ALL.stream().map(SampleSource::id).toList();
  }

  /** Whether the log tells how the cache answered, and a cache stands before it at all. */
  boolean isEdge() {
    return !id.equals("open-vsx-blobs") && !id.equals("maven-central-s3");
  }

  /** Whether a fill from the CDN's own shield has a line of its own. */
  boolean logsShield() {
    return switch (id) {
      case "rubygems-cdn", "open-vsx-cdn", "npm-registry", "npm-azure-edge" -> true;
      default -> false;
    };
  }

  /** Whether only counted downloads reach the log: GET with a full or partial answer. */
  boolean downloadsOnly() {
    return id.equals("pypi-files");
  }
}
