package org.truecost.metering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.truecost.ingest.format.ClientAddress;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.metering.cells.CellTable;
import org.truecost.metering.cells.Dictionary;
import org.truecost.metering.cells.Text;
import org.truecost.organization.Attribution;
import org.truecost.organization.AttributionMethod;
import org.truecost.organization.Attributor;
import org.truecost.source.ClientKnowledge;
import org.truecost.traffic.TrafficClass;

/**
 * Who sent a line: organization, network, country and class, as numbers of dictionary entries, and
 * a pseudonym. The client's address ends here.
 *
 * <p>The answer stands in fields until the next line, so that a line costs no object.
 */
final class LineClient {
  private static final int MOST_COUNTRIES = 10_000;
  private static final long SECONDS_PER_DAY = 86_400;

  /** The dictionary entry of all columns of {@code usage} that say who. */
  int inFull;

  /** All bits set if the line has an organization, be it a pseudo-organization; else 0. */
  long attributed;

  /** The dictionary entry of organization and class alone. */
  int inGroup;

  /** The pseudonym of the line's client, or -1 if the line does not tell one from another. */
  long hash;

  /** The dictionary entry of the pseudonym's key. */
  int keyId;

  private final Attributor attributor;
  private final ClientKeys keys;
  private final Dictionary dictionary;
  private final ClientAddress address = new ClientAddress();

  /**
   * (verdict, attribution, country) to the numbers of its two dictionary entries, and {@link
   * #attributed}.
   */
  private final CellTable whos = new CellTable(3);

  private final Map<Integer, DayKey> dayKeys = new HashMap<>();
  private int lastDay;
  private DayKey lastDayKey;

  private final Dictionary countryTexts = new Dictionary();
  private final List<String> countries = new ArrayList<>();

  /** The key that clients' pseudonyms of one day are made with. */
  private static final class DayKey {
    final SipHash hash;
    final String id;
    int idNumber;
    int idGeneration = -1;

    DayKey(byte[] key) {
      hash = new SipHash(key);
      id = ClientKeys.idOf(key);
    }
  }

  /**
   * @param attributor whose networks they are
   * @param keys keys of pseudonyms
   * @param dictionary numbers the answers
   */
  LineClient(Attributor attributor, ClientKeys keys, Dictionary dictionary) {
    this.attributor = attributor;
    this.keys = keys;
    this.dictionary = dictionary;
  }

  /** Forgets the numbers of dictionary entries: the dictionary was cleared. */
  void forget() {
    whos.clear();
  }

  /** Finds out who sent {@code request}, which has this user agent, on {@code day}. */
  void identify(LogRequest request, SourceMeter source, UserAgents.Verdict userAgent, int day) {
    int attribution = attribute(request.client, source.source.client(), day);
    who(request, userAgent, attribution);
  }

  /** Sets the pseudonym, and tells the attribution by its index. */
  private int attribute(Slice client, ClientKnowledge knowledge, int day) {
    hash = -1;
    if (!client.isPresent() || knowledge == ClientKnowledge.NONE) {
      return Attributor.NO_ADDRESS;
    }
    if (knowledge == ClientKnowledge.SALTED_HASH) {
      hash = dayKey(day).hash.of(client.bytes(), client.from(), client.to()) >>> 1;
      return Attributor.NO_ADDRESS;
    }
    if (!address.parse(client.bytes(), client.from(), client.to())) {
      return Attributor.NO_ADDRESS;
    }
    hash = dayKey(day).hash.of(address.high, address.low) >>> 1;
    return attributor.indexOf(address.high, address.low, day * SECONDS_PER_DAY);
  }

  /** The key of a day, for what else must be a secret of that day. */
  SipHash keyOf(int day) {
    return dayKey(day).hash;
  }

  private DayKey dayKey(int day) {
    DayKey key = day == lastDay ? lastDayKey : null;
    if (key == null) {
      key = dayKeys.computeIfAbsent(day, any -> new DayKey(keys.ofDay(any)));
      lastDay = day;
      lastDayKey = key;
    }
    if (key.idGeneration != dictionary.generation()) {
      key.idNumber = dictionary.intern(Text.join(key.id));
      key.idGeneration = dictionary.generation();
    }
    keyId = key.idNumber;
    return key;
  }

  private void who(LogRequest request, UserAgents.Verdict userAgent, int attribution) {
    boolean internal = request.cdnInternal;
    int country = internal ? 0 : countryNumber(request.country);
    int at =
        internal ? whos.find(1, 0, 0) : whos.find(2 + userAgent.number(), attribution, country);
    long[] words = whos.words();
    if (words[at] == 0) {
      Attribution whose = internal ? Attribution.UNATTRIBUTED : attributor.attribution(attribution);
      TrafficClass trafficClass =
          internal ? TrafficClass.REGISTRY_INTERNAL : userAgent.client().trafficClass();
      words[at] =
          dictionary.intern(
              Text.join(
                  whose.organization(),
                  whose.method().label(),
                  whose.confidence().label(),
                  whose.networkProvider(),
                  whose.networkKind().label(),
                  country == 0 ? Countries.UNKNOWN : countries.get(country - 1),
                  trafficClass.label(),
                  internal ? "none" : userAgent.client().clientTool()));
      words[at + 1] = dictionary.intern(Text.join(whose.organization(), trafficClass.label()));
      words[at + 2] = whose.method() == AttributionMethod.NONE ? 0 : -1;
    }
    inFull = (int) words[at];
    inGroup = (int) words[at + 1];
    attributed = words[at + 2];
  }

  /** A number for the country as logged, from 1; 0 if the line has none. */
  private int countryNumber(Slice country) {
    if (!country.isPresent()) {
      return 0;
    }
    int number = countryTexts.intern(country.bytes(), country.from(), country.to());
    if (number > countries.size()) {
      countries.add(Countries.code(country.toString()));
      if (number == MOST_COUNTRIES) {
        // Strangers do not choose the country, but a wrong mapping of fields might.
        countryTexts.clear();
        countries.clear();
        whos.clear();
        return countryNumber(country);
      }
    }
    return number;
  }
}
