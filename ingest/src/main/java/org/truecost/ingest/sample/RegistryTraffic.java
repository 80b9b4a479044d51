package org.truecost.ingest.sample;

import java.time.YearMonth;
import java.util.SplittableRandom;
import org.truecost.source.Registry;

/**
 * What one registry's sources share: packages, calendar, and the projects that pull the same files
 * again and again.
 */
final class RegistryTraffic {
  /** Files in a project's lock file that one job pulls. */
  static final int PROJECT_FILES = 40;

  /**
   * Lock file entries relative to requests. An entry is an index, a file, sometimes a sidecar and a
   * checksum; so few that a full cache of hosted builds removes more than 95 % of their requests.
   */
  private static final double POOL_OF_HOSTED_CI = .013;

  /** More of others: the more different projects, the closer popularity is to the catalog's. */
  private static final double POOL = .10;

  /** Share of the answer that an average file, and an average index, request transfers. */
  private static final double FILE_SENT = .925 + .045 / 3 + .0025 / 2;

  private static final double METADATA_SENT = .55 + .04 * .1;
  private static final double GOLDEN = 0.6180339887498949;

  final RegistryShape shape;
  final PackageCatalog catalog;
  final TrafficCalendar calendar;
  final double missOfHead;
  final double missOfTail;
  private final double[] metadata = new double[Actor.count()];
  private final int[][] ranks = new int[Actor.count()][];
  private final byte[][] versions = new byte[Actor.count()][];
  private final int[][] owners = new int[Actor.count()][];

  /** Packages after this rank are the tail, which caches miss more. */
  static final int HEAD = 1000;

  RegistryTraffic(Registry registry, long seed, YearMonth month, long lines, Clients clients) {
    shape = RegistryShape.of(registry);
    long own = Hashing.mix(seed, registry.ordinal() + 1L);
    SplittableRandom random = new SplittableRandom(own);
    calendar = new TrafficCalendar(shape, month, random);
    catalog = catalog(own);
    double tail = 1 - catalog.shareOfTop(HEAD);
    double miss = 1 - shape.hit();
    missOfTail = Math.min(.5, .6 * miss / tail);
    missOfHead = (miss - missOfTail * tail) / (1 - tail);
    scaleMetadata();
    for (Actor actor : Actor.values()) {
      fillPool(actor, lines, random, clients);
    }
  }

  private PackageCatalog catalog(long seed) {
    Registry registry = shape.registry();
    double get = 1 - shape.head();
    double file = shape.fileMean() - SamplePaths.fixedBytes(registry, false) * FILE_SENT * get;
    double index =
        shape.metadataMean() - SamplePaths.fixedBytes(registry, true) * METADATA_SENT * get;
    double fileFactor =
        shape.fileMean() / file * (1 - SamplePaths.fixedShare(registry, false)) * FILE_SENT * get;
    double indexFactor =
        shape.metadataMean()
            / index
            * (1 - SamplePaths.fixedShare(registry, true))
            * METADATA_SENT
            * get;
    return new PackageCatalog(shape, seed, fileFactor, indexFactor);
  }

  /** Scales the odds of every actor alike until the registry's own share is met. */
  private void scaleMetadata() {
    double low = 1e-4;
    double high = 1e4;
    for (int round = 0; round < 100; round++) {
      double scale = Math.sqrt(low * high);
      double total = 0;
      for (Actor actor : Actor.values()) {
        double odds = scale * actor.metadata / (1 - actor.metadata);
        metadata[actor.ordinal()] = odds / (1 + odds);
        total += actor.share / 100 * metadata[actor.ordinal()];
      }
      if (total < shape.metadata()) {
        low = scale;
      } else {
        high = scale;
      }
    }
  }

  /**
   * Draws lock files. Positions of a golden-ratio sequence instead of random ones: any run of them
   * is spread evenly, so that the popular packages are as popular in each project as overall.
   */
  private void fillPool(Actor actor, long lines, SplittableRandom random, Clients clients) {
    double pool = actor == Actor.HOSTED_CI ? POOL_OF_HOSTED_CI : POOL;
    int projects = (int) Math.max(2, Math.round(lines * actor.share / 100 * pool / PROJECT_FILES));
    int size = projects * PROJECT_FILES;
    int[] rank = new int[size];
    byte[] version = new byte[size];
    double u = random.nextDouble();
    for (int i = 0; i < size; i++) {
      u += GOLDEN;
      u -= Math.floor(u);
      rank[i] = catalog.at(u);
      version[i] = (byte) PackageCatalog.version(random.nextDouble());
    }
    int[] owner = new int[projects];
    for (int i = 0; i < projects; i++) {
      owner[i] = clients.organizationAt(random.nextDouble());
    }
    ranks[actor.ordinal()] = rank;
    versions[actor.ordinal()] = version;
    owners[actor.ordinal()] = owner;
  }

  double metadata(Actor actor) {
    return metadata[actor.ordinal()];
  }

  int projects(Actor actor) {
    return owners[actor.ordinal()].length;
  }

  int owner(Actor actor, int project) {
    return owners[actor.ordinal()][project];
  }

  int rank(Actor actor, int entry) {
    return ranks[actor.ordinal()][entry];
  }

  int version(Actor actor, int entry) {
    return versions[actor.ordinal()][entry];
  }

  /** Share of requests of an hour and actor that one source logs. */
  double weight(SampleSource source, Actor actor, int hour) {
    double m = metadata(actor);
    return actor.share
        * calendar.weight(actor, hour)
        * (m * source.metadata() + (1 - m) * source.files());
  }
}
