package org.truecost.organization;

import java.util.List;

/**
 * Client address and event time to {@link Attribution}, by the networks of organizations and
 * providers. Immutable, without allocation per look-up, and safe to share between threads.
 *
 * <p>An attribution is named by its index, which stands for itself only within one attributor.
 */
public final class Attributor {
  /** The index for a request without a known client address: {@link Attribution#UNATTRIBUTED}. */
  public static final int NO_ADDRESS = 0;

  private static final long V4_MAPPED = 0x0000_FFFFL;

  private final Ipv4Ranges ipv4;
  private final Ipv6Ranges ipv6;
  private final Timeline[] dated;
  private final Attribution[] attributions;

  Attributor(RangeList ipv4, RangeList ipv6, List<Timeline> dated, List<Attribution> attributions) {
    this.ipv4 = new Ipv4Ranges(ipv4);
    this.ipv6 = new Ipv6Ranges(ipv6);
    this.dated = dated.toArray(new Timeline[0]);
    this.attributions = attributions.toArray(new Attribution[0]);
  }

  /** Nobody is known: every address is unattributed. */
  public static Attributor empty() {
    return AttributorBuilder.build(List.of(), List.of());
  }

  /**
   * The index of the attribution of an address at an event's time.
   *
   * @param high upper 64 bits of the address, 0 for IPv4
   * @param low lower 64 bits; for IPv4 {@code 0x0000FFFF} and its 32 bits (v4-mapped)
   * @param epochSecond time of the event
   */
  public int indexOf(long high, long low, long epochSecond) {
    int answer =
        high == 0 && low >>> 32 == V4_MAPPED ? ipv4.answer((int) low) : ipv6.answer(high, low);
    return answer >= 0 ? answer : dated[~answer].at(epochSecond);
  }

  /** The attribution with this index, from 0 to {@link #size()} - 1: always the same object. */
  public Attribution attribution(int index) {
    return attributions[index];
  }

  /** How many different attributions there are. */
  public int size() {
    return attributions.length;
  }
}
