package org.truecost.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.truecost.tables.DataDirectoryException.Reason;
import org.truecost.tables.PurgeRecord.State;

/**
 * Records of purges: {@code _purges/000001.json} and so on, for a person to read. Nothing removes
 * them. A record is written before anything goes, and replaced by the final one afterwards.
 */
public final class PurgeLog {
  private static final String FOLDER = "_purges";
  private static final String SUFFIX = ".json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /** Of a data directory. */
  public PurgeLog(DataDirectory directory) {
    this.folder = directory.path().resolve(FOLDER);
  }

  /** All records, the oldest first. */
  public List<PurgeRecord> all() throws IOException {
    List<PurgeRecord> records = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          String name = file.getFileName().toString();
          if (!name.startsWith(".") && name.endsWith(SUFFIX)) {
            records.add(read(file));
          }
        }
      }
    }
    return records;
  }

  /** Writes down what is about to go; the record has the next number. */
  public PurgeRecord begin(PurgeRecord record) throws IOException {
    Files.createDirectories(folder);
    LocalCompareAndSet store = new LocalCompareAndSet(folder);
    long number = all().stream().mapToLong(PurgeRecord::number).max().orElse(0);
    PurgeRecord numbered;
    do {
      number++;
      numbered = record.numbered(number);
    } while (!store.create(name(number), encode(numbered)));
    return numbered;
  }

  /** Replaces the record of that number. */
  public void replace(PurgeRecord record) throws IOException {
    Path temporary = folder.resolve("." + name(record.number()) + LocalCompareAndSet.TEMPORARY);
    Files.deleteIfExists(temporary);
    LocalCompareAndSet.writeDurably(temporary, encode(record));
    Files.move(
        temporary,
        folder.resolve(name(record.number())),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    LocalCompareAndSet.syncDirectory(folder);
  }

  private static String name(long number) {
    return String.format(Locale.ROOT, "%06d", number) + SUFFIX;
  }

  private static byte[] encode(PurgeRecord record) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("truecost", "purge");
    json.put("number", record.number());
    json.put("state", record.state().label());
    json.put("at", record.at().toString());
    json.put("as_of", record.asOf().toString());
    json.put("policy_digest", record.policyDigest());
    json.put("commit", record.commit());
    ArrayNode tables = json.putArray("tables");
    for (PurgeRecord.Table table : record.tables()) {
      ObjectNode one = tables.addObject();
      one.put("table", table.table());
      one.put("days", table.days());
      one.put("first_kept", table.firstKept().toString());
      one.put("rows", table.rows());
      one.put("bytes", table.bytes());
      table.batches().forEach(one.putArray("batches")::add);
      table.files().forEach(one.putArray("files")::add);
    }
    ArrayNode keys = json.putArray("keys");
    record.keys().forEach(day -> keys.add(day.toString()));
    ArrayNode topics = json.putArray("topics");
    for (PurgeRecord.Topic topic : record.topics()) {
      topics
          .addObject()
          .put("topic", topic.topic())
          .put("retention_ms_before", topic.before())
          .put("retention_ms", topic.after());
    }
    json.put("commits_removed", record.removed().commits());
    json.put("files_removed", record.removed().files());
    json.put("bytes_removed", record.removed().bytes());
    return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static PurgeRecord read(Path file) throws IOException {
    try {
      JsonNode json = JsonFields.parse(Files.readString(file, StandardCharsets.UTF_8));
      List<PurgeRecord.Table> tables = new ArrayList<>();
      for (JsonNode table : json.path("tables")) {
        tables.add(
            new PurgeRecord.Table(
                JsonFields.text(table, "table"),
                Math.toIntExact(JsonFields.number(table, "days")),
                LocalDate.parse(JsonFields.text(table, "first_kept")),
                JsonFields.texts(table, "batches"),
                JsonFields.texts(table, "files"),
                JsonFields.number(table, "rows"),
                JsonFields.number(table, "bytes")));
      }
      List<PurgeRecord.Topic> topics = new ArrayList<>();
      for (JsonNode topic : json.path("topics")) {
        topics.add(
            new PurgeRecord.Topic(
                JsonFields.text(topic, "topic"),
                JsonFields.number(topic, "retention_ms_before"),
                JsonFields.number(topic, "retention_ms")));
      }
      return new PurgeRecord(
          JsonFields.number(json, "number"),
          State.valueOf(JsonFields.text(json, "state").toUpperCase(Locale.ROOT)),
          Instant.parse(JsonFields.text(json, "at")),
          Instant.parse(JsonFields.text(json, "as_of")),
          JsonFields.text(json, "policy_digest"),
          JsonFields.number(json, "commit"),
          tables,
          JsonFields.texts(json, "keys").stream().map(LocalDate::parse).toList(),
          topics,
          new Expiry.Removed(
              JsonFields.number(json, "commits_removed"),
              JsonFields.number(json, "files_removed"),
              JsonFields.number(json, "bytes_removed")));
    } catch (JsonProcessingException
        | IllegalArgumentException
        | DateTimeException
        | ArithmeticException unreadable) {
      throw new DataDirectoryException(
          Reason.DAMAGED,
          "The record of a purge " + file + " is cut short or altered.",
          unreadable);
    }
  }
}
