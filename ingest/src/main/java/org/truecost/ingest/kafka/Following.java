package org.truecost.ingest.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.kafka.FollowedFile.Rest;
import org.truecost.ingest.kafka.SourcePublisher.Found;
import org.truecost.ingest.kafka.SourcePublisher.Reading;

/**
 * Follows files that come, grow, are renamed, truncated and compressed. What a file is, its content
 * says; names and numbers on the disk only save reading it again.
 */
final class Following {
  private static final long REST_NANOS = TimeUnit.HOURS.toNanos(1);

  private final PublishOptions options;
  private final Clock clock;
  private final PublishListener listener;
  private final Map<Object, FollowedFile> files = new HashMap<>();
  private long round;

  Following(PublishOptions options, Clock clock, PublishListener listener) {
    this.options = options;
    this.clock = clock;
    this.listener = listener;
  }

  /** A new look at the directories begins. */
  void startRound() {
    round++;
  }

  /** Notes that a file is listed; to be called for all of them before any is advanced. */
  Optional<FollowedFile> listed(InputLog log) {
    Path path = log.path();
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (IOException e) {
      // Renamed or removed since it was listed; the next round sees it under its new name.
      return Optional.empty();
    }
    FollowedFile file =
        files.computeIfAbsent(FollowedFile.key(path, attributes), FollowedFile::new);
    long ageMillis = clock.millis() - attributes.lastModifiedTime().toMillis();
    file.seen(log, attributes, System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(ageMillis));
    file.round = round;
    return Optional.of(file);
  }

  /** Forgets files that are no longer there, and tells what is left to do. */
  void endRound(PublishProgress progress) {
    files.values().removeIf(file -> file.round != round);
    Map<String, long[]> bySource = new HashMap<>();
    progress.sources().forEach(source -> bySource.put(source.source(), new long[2]));
    for (FollowedFile file : files.values()) {
      long[] sums = bySource.computeIfAbsent(file.log().source().id(), id -> new long[2]);
      sums[0]++;
      sums[1] += file.lagBytes();
    }
    bySource.forEach((source, sums) -> progress.of(source).following(sums[0], sums[1]));
  }

  /**
   * Publishes what can be published of a file now.
   *
   * @throws IOException if it cannot be read
   */
  void advance(FollowedFile file, SourcePublisher publisher) throws IOException {
    long settleNanos = options.settle().toNanos();
    Rest rest = file.rest(System.nanoTime(), settleNanos);
    if (rest.compareTo(file.readAt) <= 0) {
      if (file.published != null
          && file.published.entry.ended()
          && file.rest(System.nanoTime() - REST_NANOS, settleNanos) != Rest.GROWING) {
        file.published.rest();
      }
      return;
    }
    boolean growing = rest == Rest.GROWING;
    if (file.size() == 0) {
      return;
    }
    boolean compressed = FileBlocks.isCompressed(file.log().path());
    file.compressed = compressed;
    if (compressed && growing) {
      return;
    }
    file.readAt = rest;
    if (compressed || isOther(file)) {
      file.published = null;
    }
    if (file.published == null && !identify(file, publisher, rest)) {
      return;
    }
    LedgerEntry before = file.published.entry;
    if (!compressed && before.ended() && before.bytes() == file.size()) {
      return;
    }
    publisher.send(
        file.log(),
        file.published,
        new Reading(
            !growing,
            !compressed || rest == Rest.GIVEN_UP,
            () -> file.isThere() && (compressed || file.hasTail())));
    if (!file.counted && file.published.entry.bytes() > before.bytes()) {
      file.counted = true;
      publisher.transactions().countFile();
    }
  }

  /** Whether the file was truncated or written anew since it was read. */
  private static boolean isOther(FollowedFile file) {
    return file.published != null
        && (file.size() < file.published.entry.bytes() || !file.hasTail());
  }

  /** Finds out which file it is; false if there is nothing to publish for now. */
  private boolean identify(FollowedFile file, SourcePublisher publisher, Rest rest)
      throws IOException {
    boolean growing = rest == Rest.GROWING;
    Found found = publisher.find(file.log(), growing);
    PublishedFile known = found.file();
    if (known != null) {
      file.published = known;
      known.seenAt = file.log().path();
      known.storedDigest = found.storedDigest();
      boolean nothingNew = known.entry.ended() && known.entry.bytes() >= found.decodedBytes();
      if (nothingNew) {
        skip(file, known, publisher);
      }
      return !nothingNew;
    }
    if (growing && (found.look().dataLines() == 0 || found.shorterThanKnown())) {
      // No line to know it by yet, or a copy of a known file that is still being made.
      return false;
    }
    if (found.shorterThanKnown()) {
      Optional<PublishedFile> longer = publisher.longerOne(file.log().path(), found);
      if (longer.isPresent()) {
        skip(file, longer.get(), publisher);
        return false;
      }
      if (rest != Rest.GIVEN_UP) {
        return false;
      }
    }
    file.published = publisher.begin(file.log(), found);
    return true;
  }

  private void skip(FollowedFile file, PublishedFile known, SourcePublisher publisher) {
    if (!file.counted) {
      file.counted = true;
      publisher.transactions().countSkipped();
      if (!known.entry.name().equals(file.log().name())) {
        listener.note(
            file.log().name() + " holds what was published as " + known.entry.name() + ".");
      }
    }
  }
}
