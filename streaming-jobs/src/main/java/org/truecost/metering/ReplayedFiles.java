package org.truecost.metering;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.truecost.metering.KafkaPlan.Replayed;

/**
 * Tells which bytes of published files were metered by a replay, whatever the compression and
 * whether the file has grown since: those of a file whose digest the published file begins with.
 *
 * <p>Only files that share their first line with a replayed one are looked at; of these, the blocks
 * that come later are read ahead, since a line cannot be metered before it is known whether it was.
 */
final class ReplayedFiles implements AutoCloseable {
  /** Files remembered: strangers may publish any number. */
  private static final int MOST_FILES = 10_000;

  private final KafkaPlan plan;
  private final PublishedBeginnings published;

  /** Source and file to the bytes that were metered. */
  private final Map<String, Long> known = new HashMap<>();

  ReplayedFiles(KafkaPlan plan, PublishedBeginnings published) {
    this.plan = plan;
    this.published = published;
  }

  /** Decoded bytes at the start of the block's file whose lines were metered, 0 if none were. */
  long meteredBytes(KafkaLines record) {
    List<Replayed> candidates =
        plan.replayed(record.source, record.firstLineDigest).stream()
            .filter(file -> file.decodedBytes() > record.block.firstByte)
            .toList();
    if (candidates.isEmpty()) {
      return 0;
    }
    String file = record.source + "/" + record.file;
    Long before = known.get(file);
    if (before != null) {
      return before;
    }
    Map<Long, String> digests =
        digests(
            record, candidates.stream().map(Replayed::decodedBytes).collect(Collectors.toSet()));
    long metered =
        candidates.stream()
            .filter(candidate -> candidate.is(digests.get(candidate.decodedBytes())))
            .mapToLong(Replayed::meteredBytes)
            .max()
            .orElse(0);
    if (known.size() >= MOST_FILES) {
      known.clear();
    }
    known.put(file, metered);
    return metered;
  }

  private Map<Long, String> digests(KafkaLines record, Set<Long> lengths) {
    if (record.block.firstByte == 0) {
      BeginningDigests own = new BeginningDigests(lengths);
      own.add(record.block, record.digest);
      if (own.isEnough()) {
        return own.taken();
      }
    }
    return published.of(record, lengths);
  }

  /** Looks again at files that nothing was found of: they may have grown to what was replayed. */
  void forgetOthers() {
    known.values().removeIf(metered -> metered == 0);
  }

  @Override
  public void close() {
    published.close();
  }
}
