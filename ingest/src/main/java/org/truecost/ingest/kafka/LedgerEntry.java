package org.truecost.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import org.truecost.config.Sha256;

/**
 * How far a file is published: one record of the ledger topic, written in the transaction of the
 * blocks it speaks of. Its key is source and file id, its value JSON.
 *
 * @param source id of its source
 * @param file id of the file
 * @param name its name when it was first seen
 * @param firstLineDigest SHA-256 of its first data line
 * @param ordinal which of the files of this source that begin with this line
 * @param bytes decoded bytes that are published
 * @param digest SHA-256 of these bytes
 * @param lines physical lines in them
 * @param unterminated how many of the bytes are a last line without terminator
 * @param ended whether the file was complete
 * @param batchDate UTC date of its first believable line, of its arrival if it has none
 * @param arrivedMillis when it was first seen
 * @param setAside whether it is not in its source's format
 * @param storedDigest SHA-256 of the bytes on disk of a compressed file that ended; else empty. It
 *     saves decoding the file to know it again
 */
record LedgerEntry(
    String source,
    String file,
    String name,
    String firstLineDigest,
    int ordinal,
    long bytes,
    String digest,
    long lines,
    long unterminated,
    boolean ended,
    LocalDate batchDate,
    long arrivedMillis,
    boolean setAside,
    String storedDigest) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int VERSION = 1;
  private static final int ID_BYTES = 16;

  LedgerEntry {
    requireNonNull(source, "source");
    requireNonNull(file, "file");
    requireNonNull(name, "name");
    requireNonNull(firstLineDigest, "firstLineDigest");
    requireNonNull(digest, "digest");
    requireNonNull(batchDate, "batchDate");
    requireNonNull(storedDigest, "storedDigest");
  }

  /** A file of which nothing is published yet. */
  static LedgerEntry of(
      InputLog log,
      String firstLineDigest,
      int ordinal,
      LocalDate batchDate,
      long arrivedMillis,
      boolean setAside) {
    return new LedgerEntry(
        log.source().id(),
        fileId(log.source().id(), firstLineDigest, ordinal),
        log.name(),
        firstLineDigest,
        ordinal,
        0,
        HexFormat.of().formatHex(Sha256.start().digest()),
        0,
        0,
        false,
        batchDate,
        arrivedMillis,
        setAside,
        "");
  }

  /** The same id whatever the file is called and wherever it lies. */
  private static String fileId(String source, String firstLineDigest, int ordinal) {
    MessageDigest digest = Sha256.start();
    digest.update((source + "\n" + firstLineDigest + "\n" + ordinal).getBytes(UTF_8));
    return HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
  }

  /**
   * The same with one more block published.
   *
   * @param stored digest of the bytes on disk if it is compressed, else empty
   */
  LedgerEntry after(Chunk chunk, String stored) {
    return new LedgerEntry(
        source,
        file,
        name,
        firstLineDigest,
        ordinal,
        chunk.endByte(),
        chunk.digest(),
        chunk.linesSoFar(),
        chunk.unterminated(),
        chunk.last(),
        batchDate,
        arrivedMillis,
        setAside,
        chunk.last() ? stored : "");
  }

  /** Where its next block starts: a last line without terminator may have grown. */
  long resumeAt() {
    return bytes - unterminated;
  }

  byte[] key() {
    return (source + "/" + file).getBytes(UTF_8);
  }

  byte[] value() {
    ObjectNode json = JSON.createObjectNode();
    json.put("version", VERSION);
    json.put("source", source);
    json.put("file", file);
    json.put("name", name);
    json.put("first_line_digest", firstLineDigest);
    json.put("ordinal", ordinal);
    json.put("bytes", bytes);
    json.put("digest", digest);
    json.put("lines", lines);
    json.put("unterminated", unterminated);
    json.put("ended", ended);
    json.put("batch_date", batchDate.toString());
    json.put("arrived", arrivedMillis);
    json.put("set_aside", setAside);
    json.put("stored_digest", storedDigest);
    return json.toString().getBytes(UTF_8);
  }

  /** The entry, or nothing if it cannot be read. */
  static Optional<LedgerEntry> read(byte[] value) {
    try {
      JsonNode json = JSON.readTree(value);
      if (json == null || json.path("version").asInt() != VERSION) {
        return Optional.empty();
      }
      return Optional.of(
          new LedgerEntry(
              text(json, "source"),
              text(json, "file"),
              text(json, "name"),
              text(json, "first_line_digest"),
              (int) number(json, "ordinal"),
              number(json, "bytes"),
              text(json, "digest"),
              number(json, "lines"),
              number(json, "unterminated"),
              json.path("ended").asBoolean(),
              LocalDate.parse(text(json, "batch_date")),
              number(json, "arrived"),
              json.path("set_aside").asBoolean(),
              json.path("stored_digest").asText()));
    } catch (IOException | DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw new IllegalArgumentException(field);
    }
    return json.path(field).textValue();
  }

  private static long number(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new IllegalArgumentException(field);
    }
    return value.longValue();
  }
}
