package org.truecost.ingest.sample;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.truecost.ingest.sample.Clients.Network;
import org.truecost.request.CacheStatus;
import org.truecost.request.RequestKind;

/** Draws the requests of one source, one after the other, into a reused {@link SampleRequest}. */
final class RequestMaker {
  /** Large organizations ask often: the exponent that makes a few projects most of the traffic. */
  private static final double PROJECT_SKEW = 1.3;

  private static final double LATE = .002;

  private final SampleSource source;
  private final RegistryTraffic traffic;
  private final Clients clients;
  private final UserAgents agents;
  private final SamplePaths paths;
  private final SplittableRandom random;
  private final boolean uniqueKeys;
  private final double[] actors = new double[Actor.count()];
  private int hour = -1;
  private long made;

  RequestMaker(
      SampleSource source,
      RegistryTraffic traffic,
      Clients clients,
      UserAgents agents,
      SplittableRandom random,
      boolean uniqueKeys) {
    this.source = source;
    this.traffic = traffic;
    this.clients = clients;
    this.agents = agents;
    this.random = random;
    this.uniqueKeys = uniqueKeys;
    paths = new SamplePaths(traffic.catalog);
  }

  /**
   * Draws the next request.
   *
   * @param hour of the month
   * @param time of the event in microseconds, unless its line comes late
   */
  void next(SampleRequest r, int hour, long time) {
    enter(hour);
    r.source = source;
    r.actor = actor(random.nextDouble() * actors[actors.length - 1]);
    double m = traffic.metadata(r.actor);
    double fromMetadata = m * source.metadata();
    r.metadata = random.nextDouble() * (fromMetadata + (1 - m) * source.files()) < fromMetadata;
    r.time = time;
    if (random.nextDouble() < LATE && hour > 30) {
      r.time -= 3_600_000_000L + random.nextLong(25L * 3_600_000_000L);
    }
    r.shield = false;
    r.noise = random.nextLong();
    long sender = choosePackage(r);
    r.edge = Hashing.below(Hashing.mix(sender, 3), EdgeLocations.count());
    r.userAgent = userAgent(r, sender);
    chooseAddress(r, sender);
    r.unique = uniqueKeys ? ++made : 0;
    paths.fill(r, random, (int) (sender >>> 8 & 0xff));
    chooseAnswer(r);
  }

  /** Turns a missed client request into the CDN's own request to its shield. */
  static void toShield(SampleRequest r) {
    r.shield = true;
    r.kind = RequestKind.CDN_INTERNAL;
    r.headerBytes += 90;
  }

  private void enter(int hour) {
    if (this.hour == hour) {
      return;
    }
    this.hour = hour;
    double sum = 0;
    for (int i = 0; i < actors.length; i++) {
      sum += traffic.weight(source, Actor.at(i), hour);
      actors[i] = sum;
    }
  }

  private Actor actor(double at) {
    int i = 0;
    while (actors[i] <= at && i < actors.length - 1) {
      i++;
    }
    return Actor.at(i);
  }

  /** Sets package, version and organization. The result identifies the sender. */
  private long choosePackage(SampleRequest r) {
    Actor actor = r.actor;
    r.organization = Clients.NOBODY;
    if (random.nextDouble() < actor.repeat) {
      double u = random.nextDouble();
      int project = (int) (traffic.projects(actor) * Math.pow(u, PROJECT_SKEW));
      int entry =
          project * RegistryTraffic.PROJECT_FILES + random.nextInt(RegistryTraffic.PROJECT_FILES);
      r.rank = traffic.rank(actor, entry);
      r.version = traffic.version(actor, entry);
      r.organization = traffic.owner(actor, project);
      return Hashing.mix(actor.ordinal() * 1_000_003L + project, source.registry().ordinal());
    }
    r.rank = traffic.catalog.at(random.nextDouble());
    r.version = PackageCatalog.version(random.nextDouble());
    r.organization = clients.organizationAt(random.nextDouble());
    return Hashing.mix(random.nextInt(200_000), actor.ordinal());
  }

  private byte[] userAgent(SampleRequest r, long sender) {
    byte[] agent =
        (r.noise >>> 50) < 160 // one in a hundred sends none
            ? agents.of(source.registry(), Actor.UNKNOWN, 0)
            : agents.of(source.registry(), r.actor, sender);
    if (!uniqueKeys) {
      return agent;
    }
    byte[] suffix = (" u/" + made).getBytes(StandardCharsets.US_ASCII);
    byte[] fresh = Arrays.copyOf(agent, agent.length + suffix.length);
    System.arraycopy(suffix, 0, fresh, agent.length, suffix.length);
    return fresh;
  }

  private void chooseAddress(SampleRequest r, long sender) {
    Network network;
    double u = random.nextDouble();
    if (u < r.actor.cloud) {
      network =
          r.actor == Actor.HOSTED_CI && (sender & 15) < 6
              ? Network.CI_RUNNERS
              : Clients.cloud(Clients.cloudOf(r.organization, sender));
    } else {
      network = outsideClouds(r.actor, random.nextDouble());
    }
    int organization = r.organization;
    if (network == Network.EDUCATION) {
      double v = random.nextDouble();
      r.organization = Clients.FIRST_UNIVERSITY + (int) (Clients.UNIVERSITIES * v * v);
    } else if (network.kind.equals("isp") || network.kind.equals("mobile")) {
      r.organization = Clients.NOBODY;
    }
    long machine = Hashing.mix(sender, random.nextInt(Clients.addressesOf(organization)));
    if ((machine & 0xff) < 38) { // 15 % of machines have another address the next day
      machine += SampleClock.dayOfMonth(r.time);
    }
    r.movedNetwork = network == Network.COMPANIES && random.nextInt(50) == 0;
    if (r.movedNetwork) {
      clients.movedAddress(r, machine);
    } else {
      clients.address(r, network, r.organization, machine);
    }
  }

  private static Network outsideClouds(Actor actor, double u) {
    return switch (actor) {
      case INTERACTIVE_DEV, BROWSER ->
          u < .40
              ? Network.ISP_A
              : u < .75 ? Network.ISP_B : u < .85 ? Network.MOBILE : Network.COMPANIES;
      case EDUCATION_RESEARCH -> Network.EDUCATION;
      case MIRROR -> u < .5 ? Network.EDUCATION : Network.HOSTING;
      case SECURITY_SCANNER, AI_AGENT_SANDBOX, CRAWLER, AI_CRAWLER, MONITORING, UPDATE_BOT ->
          u < .8 ? Network.HOSTING : Network.SMALL_HOSTING;
      case UNKNOWN -> u < .5 ? Network.ISP_A : Network.SMALL_HOSTING;
      default -> Network.COMPANIES;
    };
  }

  private void chooseAnswer(SampleRequest r) {
    r.rangeStart = -1;
    r.rangeEnd = -1;
    r.aborted = false;
    r.headerBytes = 380 + (int) (r.noise & 0xff);
    boolean asks = r.method.equals("GET");
    r.cache = asks ? cache(r.rank) : CacheStatus.PASS;
    r.status = !asks ? 200 : r.metadata ? indexStatus() : fileStatus();
    if (asks && !source.downloadsOnly() && random.nextDouble() < traffic.shape.head()) {
      r.method = "HEAD";
      r.status = r.status == 404 ? 404 : 200;
    }
    if (r.metadata && r.kind == RequestKind.METADATA && r.status == 301) {
      r.kind = RequestKind.REDIRECT;
    }
    r.bodyBytes =
        switch (r.status) {
          case 200 -> r.method.equals("HEAD") ? 0 : r.fullBytes;
          case 206 -> part(r);
          case 301 -> 162;
          case 403, 404 -> r.method.equals("HEAD") ? 0 : 220;
          case 429, 503 -> 110;
          case 499 -> aborted(r);
          default -> 0;
        };
    r.millis = 2 + (int) (r.noise >>> 40 & 31) + (int) Math.min(600_000, r.bodyBytes / 20_000);
    if (r.cache != CacheStatus.HIT) {
      r.millis += 60 + (int) (r.noise >>> 45 & 127);
    }
  }

  /** Caches forget what few ask for. */
  private CacheStatus cache(int rank) {
    double miss = rank < RegistryTraffic.HEAD ? traffic.missOfHead : traffic.missOfTail;
    return random.nextDouble() < miss ? CacheStatus.MISS : CacheStatus.HIT;
  }

  private int fileStatus() {
    double u = random.nextDouble();
    if (source.downloadsOnly()) {
      return u < .954 ? 200 : 206;
    }
    if (u < .925) {
      return 200;
    }
    if (u < .970) {
      return 206;
    }
    if (u < .992) {
      return 404;
    }
    return u < .994 ? 403 : u < .997 ? 429 : u < .9975 ? 416 : u < .999999 ? 499 : 503;
  }

  private int indexStatus() {
    double u = random.nextDouble();
    if (u < .55) {
      return 200;
    }
    if (u < .91) {
      return 304;
    }
    return u < .95 ? 206 : u < .99 ? 404 : u < .998 ? 301 : u < .9999 ? 429 : 503;
  }

  /** A range: of a file, 40 in 100 begin at its first byte; of an index, its newest tenth. */
  private long part(SampleRequest r) {
    double u = random.nextDouble();
    double share = r.metadata ? .2 * u : Math.min(1, u * u + 1e-6);
    long size = Math.max(1, (long) (r.fullBytes * share));
    r.rangeStart = !r.metadata && random.nextInt(10) < 4 ? 0 : Math.max(0, r.fullBytes - size);
    r.rangeEnd = r.rangeStart + size - 1;
    return size;
  }

  private long aborted(SampleRequest r) {
    r.aborted = true;
    return (long) (r.fullBytes * random.nextDouble());
  }
}
