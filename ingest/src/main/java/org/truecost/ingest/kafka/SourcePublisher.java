package org.truecost.ingest.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truecost.config.Quoted;
import org.truecost.config.Sha256;
import org.truecost.ingest.block.FileBlocks;
import org.truecost.ingest.block.FirstLook;
import org.truecost.ingest.block.LogBlock;
import org.truecost.ingest.format.Directives;
import org.truecost.ingest.kafka.PublishSummary.Fate;
import org.truecost.source.Source;

/**
 * Publishes files of one source: finds out which file it is, and sends what is not published yet.
 * Not thread-safe.
 */
final class SourcePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(SourcePublisher.class);
  private static final int STORED_BUFFER = 256 * 1024;

  private final Source source;
  private final PublishOptions options;
  private final Clock clock;
  private final BooleanSupplier stopped;
  private final Transactions transactions;
  private final Ledger ledger;

  /** How a file is read. */
  record Reading(boolean ends, boolean acceptsDamage, BooleanSupplier unchanged) {
    /** As it lies there: a file that nobody writes any more. */
    static final Reading COMPLETE = new Reading(true, true, () -> true);
  }

  /**
   * What was found of a file.
   *
   * @param file what is known of it; null if it is new
   * @param look its first lines; null if its bytes on disk are known
   * @param decodedBytes its length as far as it was decoded, whole lines only unless complete
   * @param shorterThanKnown whether a published file begins with the same line and is longer
   * @param storedDigest digest of its bytes on disk if it is compressed, else empty
   */
  record Found(
      PublishedFile file,
      FirstLook look,
      long decodedBytes,
      boolean shorterThanKnown,
      String storedDigest) {}

  private SourcePublisher(
      Source source,
      PublishOptions options,
      Clock clock,
      BooleanSupplier stopped,
      Transactions transactions,
      Ledger ledger) {
    this.source = source;
    this.options = options;
    this.clock = clock;
    this.stopped = stopped;
    this.transactions = transactions;
    this.ledger = ledger;
  }

  /**
   * Takes the source over from any other publisher, and reads what is published.
   *
   * @throws PublishException if the ledger cannot be read
   */
  static SourcePublisher open(
      Source source,
      PublishOptions options,
      Admin admin,
      Clock clock,
      BooleanSupplier stopped,
      PublishProgress progress)
      throws PublishException, ExecutionException, InterruptedException {
    Transactions transactions = Transactions.open(source.id(), options, progress, clock);
    try {
      // In this order: what the one before had in flight is decided when the ledger is read.
      Ledger ledger = Ledger.read(source.id(), options, admin);
      LOG.info("event=source_opened source={} topic={}", source.id(), options.topic());
      return new SourcePublisher(source, options, clock, stopped, transactions, ledger);
    } catch (PublishException | ExecutionException | InterruptedException | RuntimeException e) {
      transactions.abandon();
      throw e;
    }
  }

  Source source() {
    return source;
  }

  Transactions transactions() {
    return transactions;
  }

  /**
   * Publishes what is new of a file that nobody writes any more.
   *
   * @return what became of it
   * @throws IOException if it cannot be opened
   */
  PublishSummary.FileFate publish(InputLog log) throws IOException {
    Found found = find(log, false);
    if (found.file() == null) {
      if (found.shorterThanKnown()) {
        Optional<PublishedFile> longer = longerOne(log.path(), found);
        if (longer.isPresent()) {
          return fate(log, Fate.DUPLICATE, longer.get());
        }
      }
      PublishedFile file = begin(log, found);
      send(log, file, Reading.COMPLETE);
      return fate(log, Fate.PUBLISHED, file);
    }
    PublishedFile file = found.file();
    file.seenAt = log.path();
    file.storedDigest = found.storedDigest();
    if (file.entry.ended() && file.entry.bytes() >= found.decodedBytes()) {
      boolean sameName = file.entry.name().equals(log.name());
      return fate(log, sameName ? Fate.KNOWN : Fate.DUPLICATE, file);
    }
    send(log, file, Reading.COMPLETE);
    return fate(log, Fate.CONTINUED, file);
  }

  private static PublishSummary.FileFate fate(InputLog log, Fate fate, PublishedFile file) {
    return new PublishSummary.FileFate(log.name(), log.source().id(), fate, file.entry.name());
  }

  /**
   * Looks whether the file, or its beginning, is published.
   *
   * @param growing whether it may be written still
   * @throws IOException if it cannot be opened
   */
  Found find(InputLog log, boolean growing) throws IOException {
    String stored = FileBlocks.isCompressed(log.path()) ? storedDigest(log.path()) : "";
    PublishedFile same = stored.isEmpty() ? null : ledger.stored(stored);
    if (same != null && same.entry.ended()) {
      return new Found(same, null, 0, false, stored);
    }
    FirstLook look;
    try (FileBlocks blocks = FileBlocks.open(log.path(), 0, 0, options.blockBytes())) {
      if (growing) {
        blocks.holdBackUnterminated();
      }
      look = FirstLook.at(blocks, source, clock.instant());
    }
    Collection<PublishedFile> candidates = ledger.beginningWith(look.firstLineDigest());
    if (candidates.isEmpty()) {
      return new Found(null, look, 0, false, stored);
    }
    List<Long> lengths = candidates.stream().map(file -> file.entry.bytes()).toList();
    long longest = lengths.stream().mapToLong(Long::longValue).max().orElseThrow();
    Decoded decoded = decode(log.path(), lengths, longest, growing);
    PublishedFile best =
        candidates.stream()
            .filter(file -> decoded.isPrefix(file.entry))
            .max(Comparator.comparingLong(file -> file.entry.bytes()))
            .orElse(null);
    return new Found(best, look, decoded.bytes, best == null && longest > decoded.bytes, stored);
  }

  private static String storedDigest(Path path) throws IOException {
    MessageDigest digest = Sha256.start();
    byte[] buffer = new byte[STORED_BUFFER];
    try (InputStream in = Files.newInputStream(path)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * The beginning of a file.
   *
   * @param bytes how much was decoded: all of the file, or more than was asked for
   * @param digest of all of it, empty if the file goes on
   * @param prefixes length to digest
   */
  private record Decoded(long bytes, String digest, Map<Long, String> prefixes) {
    boolean isPrefix(LedgerEntry entry) {
      return entry.digest().equals(prefixes.get(entry.bytes()))
          || (entry.bytes() == bytes && entry.digest().equals(digest))
          || (entry.bytes() == 0 && bytes == 0);
    }
  }

  private Decoded decode(Path path, Collection<Long> lengths, long enough, boolean growing)
      throws IOException {
    try (FileBlocks blocks = FileBlocks.open(path, 0, 0, options.blockBytes())) {
      blocks.wantPrefixDigests(lengths);
      if (growing) {
        blocks.holdBackUnterminated();
      }
      long bytes = 0;
      for (LogBlock block = blocks.next(); block != null; block = blocks.next()) {
        bytes = BlockRecord.endByte(block.firstByte, block.length, block.fault, block.faultBytes);
        if (block.last) {
          return new Decoded(bytes, block.decodedDigest, blocks.prefixDigests());
        }
        if (bytes > enough) {
          break;
        }
      }
      return new Decoded(bytes, "", blocks.prefixDigests());
    }
  }

  /** A published file that goes on where this one ends; only one that still lies there can tell. */
  Optional<PublishedFile> longerOne(Path path, Found found) throws IOException {
    Decoded own = decode(path, List.of(), Long.MAX_VALUE, false);
    for (PublishedFile file : ledger.beginningWith(found.look().firstLineDigest())) {
      if (file.entry.bytes() > own.bytes() && file.seenAt != null && Files.exists(file.seenAt)) {
        Decoded other = decode(file.seenAt, List.of(own.bytes()), own.bytes(), false);
        if (own.digest().equals(other.prefixes().get(own.bytes()))) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /** A new file. */
  PublishedFile begin(InputLog log, Found found) {
    FirstLook look = found.look();
    long now = clock.millis();
    LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    PublishedFile file =
        ledger.add(
            LedgerEntry.of(
                log,
                look.firstLineDigest(),
                ledger.nextOrdinal(look.firstLineDigest()),
                look.firstDate().orElse(today),
                now,
                look.isOtherFormat()));
    file.seenAt = log.path();
    file.storedDigest = found.storedDigest();
    if (look.isOtherFormat()) {
      LOG.warn("event=file_set_aside source={} file={}", source.id(), Quoted.text(log.name()));
    }
    return file;
  }

  /**
   * Sends what is not published yet.
   *
   * @return whether the file's end was sent
   * @throws IOException if it cannot be opened
   */
  boolean send(InputLog log, PublishedFile file, Reading how) throws IOException {
    file.seenAt = log.path();
    boolean resumes =
        file.canResume() && !FileBlocks.isCompressed(log.path()) && file.entry.bytes() > 0;
    Directives directives = resumes ? file.directives : Directives.of(source.format());
    LedgerEntry before = file.entry;
    long publishedBytes = before.unterminated() > 0 ? before.bytes() : 0;
    FileReading reading =
        resumes
            ? FileReading.resume(
                log.path(),
                directives,
                before.bytes(),
                Chunk.copy(file.state),
                before.lines(),
                options.blockBytes(),
                !how.ends())
            : FileReading.fromBeginning(
                log.path(), directives, before.resumeAt(), options.blockBytes(), !how.ends());
    boolean ended = false;
    try (ReadAhead ahead = new ReadAhead(reading)) {
      for (Chunk chunk = ahead.next(); chunk != null; chunk = ahead.next()) {
        if (!how.unchanged().getAsBoolean() || chunk.endByte() < before.bytes()) {
          // It is another file by now, which the next look will see.
          return false;
        }
        boolean damaged = chunk.last() && !chunk.fault().isEmpty();
        boolean ends = chunk.last() && how.ends() && (!damaged || how.acceptsDamage());
        Chunk sent = chunk.last() && !ends ? chunk.goingOn() : chunk;
        boolean endKnown = ends && before.ended() && chunk.endByte() == before.bytes();
        if (sent.lines().length > 0 || !sent.fault().isEmpty() || (ends && !endKnown)) {
          transactions.send(file, sent, publishedBytes, directives);
        }
        ended |= ends;
        if (ends) {
          logEnd(log, file);
        }
        if (stopped.getAsBoolean()) {
          break;
        }
      }
    }
    return ended;
  }

  /** All of a file is sent; it is visible with the next commit. */
  private void logEnd(InputLog log, PublishedFile file) {
    LOG.info(
        "event=file_published source={} file={} lines={} bytes={}",
        source.id(),
        Quoted.text(log.name()),
        file.entry.lines(),
        file.entry.bytes());
  }
}
