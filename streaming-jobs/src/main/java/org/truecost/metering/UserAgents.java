package org.truecost.metering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.truecost.download.DownloadDefinition;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.format.TextEncoding;
import org.truecost.metering.cells.Dictionary;
import org.truecost.traffic.ClientVerdict;
import org.truecost.traffic.TrafficClassifier;

/**
 * Verdicts on user agents by their raw bytes, so that text is made and read once for each distinct
 * one. Forgets all when it has grown to its cap: strangers choose user agents.
 */
final class UserAgents {
  private final TextEncoding encoding;
  private final TrafficClassifier classifier;
  private final DownloadDefinition definition;
  private final long capBytes;
  private final IntSupplier numbers;
  private final Dictionary known = new Dictionary();
  private final List<Verdict> verdicts = new ArrayList<>();

  /** Each verdict once, by itself with number 0: tools, classes and rules are closed sets. */
  private final Map<Verdict, Verdict> distinct = new HashMap<>();

  private final Verdict absent;

  /**
   * What there is to know about a user agent.
   *
   * @param number distinguishes it from all other verdicts of the operator, and counts from 0
   * @param client tool and class
   * @param admitted whether the download definition counts its requests
   */
  record Verdict(int number, ClientVerdict client, boolean admitted) {}

  UserAgents(
      TextEncoding encoding,
      TrafficClassifier classifier,
      DownloadDefinition definition,
      IntSupplier numbers,
      long capBytes) {
    this.encoding = encoding;
    this.classifier = classifier;
    this.definition = definition;
    this.numbers = numbers;
    this.capBytes = capBytes;
    this.absent = verdict(classifier.classify(""), definition.admits(null));
  }

  Verdict of(Slice userAgent) {
    if (!userAgent.isPresent()) {
      return absent;
    }
    int id = known.intern(userAgent.bytes(), userAgent.from(), userAgent.to());
    if (id > verdicts.size()) {
      String text = encoding.decode(userAgent.bytes(), userAgent.from(), userAgent.to());
      verdicts.add(verdict(classifier.classify(text), definition.admits(text)));
      if (known.bytes() > capBytes) {
        Verdict verdict = verdicts.get(id - 1);
        known.clear();
        verdicts.clear();
        return verdict;
      }
    }
    return verdicts.get(id - 1);
  }

  private Verdict verdict(ClientVerdict client, boolean admitted) {
    return distinct.computeIfAbsent(
        new Verdict(0, client, admitted),
        unnumbered -> new Verdict(numbers.getAsInt(), client, admitted));
  }
}
