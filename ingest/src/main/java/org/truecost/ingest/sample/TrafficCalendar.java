package org.truecost.ingest.sample;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.SplittableRandom;
import org.truecost.source.Registry;

/**
 * When each actor asks: weekdays, working hours, nightly jobs, growth over the month, and a few
 * hours in which one crawler is a large part of a registry's traffic.
 */
final class TrafficCalendar {
  /** (1 + a) / (1 - a) is 3.5, people's peak over their trough, and 1.35, machines'. */
  private static final double HUMAN_SWING = 2.5 / 4.5;

  private static final double MACHINE_SWING = .35 / 2.35;

  /** Minute 0 has 2.2 times, minute 30 1.4 times the requests of another minute. */
  private static final double MINUTES = 60 + 1.2 + .4;

  private static final int CRAWLS = 6;

  private final double[][] weight;
  private final int hours;

  TrafficCalendar(RegistryShape shape, YearMonth month, SplittableRandom random) {
    hours = month.lengthOfMonth() * 24;
    weight = new double[Actor.count()][hours];
    double meanHuman = 0;
    for (Actor actor : Actor.values()) {
      meanHuman += actor.share / 100 * actor.human;
    }
    for (Actor actor : Actor.values()) {
      double weekend = shape.weekend() - .3 * (actor.human - meanHuman);
      double growth = shape.growth() + (actor == Actor.AI_AGENT_SANDBOX ? .08 : 0);
      double sum = 0;
      for (int h = 0; h < hours; h++) {
        LocalDate date = month.atDay(1 + h / 24);
        double w = day(date, weekend) * (1 + growth * h / hours) * hour(actor.human, h % 24);
        weight[actor.ordinal()][h] = w;
        sum += w;
      }
      for (int h = 0; h < hours; h++) {
        weight[actor.ordinal()][h] /= sum;
      }
    }
    Actor greedy = shape.registry() == Registry.OPEN_VSX ? Actor.CRAWLER : Actor.MIRROR;
    for (int i = 0; i < CRAWLS; i++) {
      weight[greedy.ordinal()][random.nextInt(hours)] *= 12 + random.nextInt(12);
    }
  }

  private static double day(LocalDate date, double weekend) {
    DayOfWeek day = date.getDayOfWeek();
    return switch (day) {
      case SATURDAY, SUNDAY -> weekend;
      case TUESDAY, WEDNESDAY -> 1.04;
      case FRIDAY -> .94;
      default -> .99;
    };
  }

  private static double hour(double human, int hour) {
    double people = 1 + HUMAN_SWING * Math.cos(2 * Math.PI * (hour - 15.5) / 24);
    double machines = 1 + MACHINE_SWING * Math.cos(2 * Math.PI * (hour - 15.5) / 24);
    machines *= hour == 0 ? 1.5 : hour >= 7 && hour <= 9 ? 1.1 : 1;
    return human * people + (1 - human) * machines;
  }

  int hours() {
    return hours;
  }

  /** This hour's share of an actor's month. */
  double weight(Actor actor, int hour) {
    return weight[actor.ordinal()][hour];
  }

  /** A point of an hour in [0, 1) for {@code u}, denser where cron starts jobs. */
  static double withinHour(double u) {
    double at = u * MINUTES;
    if (at < 2.2) {
      return at / 2.2 / 60;
    }
    if (at < 31.2) {
      return (at - 1.2) / 60;
    }
    if (at < 32.6) {
      return (30 + (at - 31.2) / 1.4) / 60;
    }
    return (at - 1.6) / 60;
  }
}
