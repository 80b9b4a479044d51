package org.truecost.ingest.sample;

import org.truecost.traffic.TrafficClass;

/**
 * Who sends sample traffic, and how much of it. Shares are estimates: there is no public split of
 * registry traffic by class.
 *
 * <p>The estimates of clients inside clouds sum to the one published figure, 86 % of requests from
 * the three largest clouds; those of smaller classes had to give way to it.
 */
enum Actor {
  HOSTED_CI(TrafficClass.CI, 34.0, .45, .995, 1.0, .55),
  ENTERPRISE_BUILD(TrafficClass.CI, 27.0, .40, .98, .96, .45),
  RUNTIME_INSTALL(TrafficClass.FLEET, 12.0, .40, .95, .97, .15),
  SECURITY_SCANNER(TrafficClass.SECURITY_SCANNER, 7.0, .75, .96, .95, .15),
  INTERACTIVE_DEV(TrafficClass.INTERACTIVE, 6.5, .60, .45, .10, .90),
  AI_AGENT_SANDBOX(TrafficClass.AI_AGENT, 6.0, .55, .96, .99, .15),
  REPO_MANAGER_PROXY(TrafficClass.CACHING_PROXY, 4.0, .80, .10, .75, .15),
  MIRROR(TrafficClass.MIRROR, 1.5, .35, .02, .60, .15),
  EDUCATION_RESEARCH(TrafficClass.RESEARCH, 1.0, .50, .60, .20, .50),
  UPDATE_BOT(TrafficClass.UPDATE_BOT, .35, .95, .50, .90, .15),
  BROWSER(TrafficClass.BROWSER, .15, .90, .10, .02, .90),
  CRAWLER(TrafficClass.CRAWLER, .10, .80, .02, .30, .15),
  AI_CRAWLER(TrafficClass.AI_CRAWLER, .15, .80, .02, .90, .15),
  MONITORING(TrafficClass.MONITORING, .05, .95, .90, .50, .05),
  UNKNOWN(TrafficClass.UNKNOWN, .20, .50, .50, .50, .30);

  /** Shares of requests, summing to 100. */
  final double share;

  /** Share of index and metadata requests before a registry's own total is met. */
  final double metadata;

  /** Share of requests for a file that the same organization pulls again and again. */
  final double repeat;

  /** Share of requests from clouds. */
  final double cloud;

  /** How much of it follows people's working hours. */
  final double human;

  final TrafficClass trafficClass;

  Actor(
      TrafficClass trafficClass,
      double share,
      double metadata,
      double repeat,
      double cloud,
      double human) {
    this.trafficClass = trafficClass;
    this.share = share;
    this.metadata = metadata;
    this.repeat = repeat;
    this.cloud = cloud;
    this.human = human;
  }

  private static final Actor[] ALL = values();

  static int count() {
    return ALL.length;
  }

  static Actor at(int index) {
    return ALL[index];
  }
}
