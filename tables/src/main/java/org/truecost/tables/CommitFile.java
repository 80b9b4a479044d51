package org.truecost.tables;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.truecost.tables.DataDirectoryException.Reason;

/**
 * A commit as bytes: a JSON line with all but the files, a JSON line per live file, and {@code END}
 * with the number of files and the CRC-32C of what stands before it.
 */
final class CommitFile {
  static final int FORMAT = 1;
  private static final JsonFactory JSON = new JsonFactory();

  private CommitFile() {}

  static byte[] encode(Commit commit) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.setRootValueSeparator(null);
      json.writeStartObject();
      json.writeStringField("truecost", "commit");
      json.writeNumberField("format", FORMAT);
      json.writeNumberField("sequence", commit.sequence());
      json.writeStringField("summary", commit.summary());
      numbers(json, "lineages", commit.lineages());
      numbers(json, "revisions", commit.revisions());
      strings(json, "coverage", commit.coverage());
      offsets(json, commit.offsets());
      if (!commit.fingerprints().isEmpty()) {
        strings(json, "fingerprints", commit.fingerprints());
      }
      json.writeEndObject();
      json.writeRaw('\n');
      for (DataFile file : commit.files()) {
        json.writeStartObject();
        json.writeStringField("table", file.table());
        json.writeStringField("path", file.path());
        json.writeStringField("registry", file.registry());
        json.writeStringField("month", file.month());
        json.writeNumberField("rows", file.rows());
        json.writeNumberField("bytes", file.bytes());
        strings(json, "batches", file.batches());
        json.writeEndObject();
        json.writeRaw('\n');
      }
    }
    bytes.writeBytes(end(commit.files().size(), bytes.toByteArray(), bytes.size()));
    return bytes.toByteArray();
  }

  static Commit decode(Path file, byte[] content) throws IOException {
    // The header comes first: a newer format may end in another way.
    int headerEnd = lineEnd(content, 0);
    if (headerEnd < 0) {
      throw damaged(file, "is cut short", null);
    }
    try {
      JsonNode header = JsonFields.parse(content, 0, headerEnd);
      if (!JsonFields.text(header, "truecost").equals("commit")) {
        throw damaged(file, "is not a commit", null);
      }
      long format = JsonFields.number(header, "format");
      if (format != FORMAT) {
        throw new DataDirectoryException(
            Reason.NEWER_FORMAT,
            file + " has format " + format + "; this Truecost reads format " + FORMAT + ".");
      }
      int endStart = lastLineStart(content);
      List<DataFile> files = new ArrayList<>();
      int from = headerEnd + 1;
      while (from < endStart) {
        int to = lineEnd(content, from);
        files.add(dataFile(JsonFields.parse(content, from, to)));
        from = to + 1;
      }
      byte[] end = end(files.size(), content, endStart);
      if (!java.util.Arrays.equals(content, endStart, content.length, end, 0, end.length)) {
        throw damaged(file, "is cut short or altered: its END line does not fit", null);
      }
      return new Commit(
          JsonFields.number(header, "sequence"),
          files,
          JsonFields.texts(header, "coverage"),
          JsonFields.numbers(header, "revisions"),
          JsonFields.numbers(header, "lineages"),
          offsets(header),
          JsonFields.text(header, "summary"),
          header.has("fingerprints") ? JsonFields.texts(header, "fingerprints") : List.of());
    } catch (JsonProcessingException | IllegalArgumentException unreadable) {
      throw damaged(file, "is cut short or altered", unreadable);
    }
  }

  private static DataFile dataFile(JsonNode json) {
    return new DataFile(
        JsonFields.text(json, "table"),
        JsonFields.text(json, "path"),
        JsonFields.text(json, "registry"),
        JsonFields.text(json, "month"),
        JsonFields.number(json, "rows"),
        JsonFields.number(json, "bytes"),
        JsonFields.texts(json, "batches"));
  }

  private static byte[] end(int files, byte[] content, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(content, 0, length);
    return String.format(Locale.ROOT, "END %d %08x\n", files, checksum.getValue())
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static int lineEnd(byte[] content, int from) {
    for (int i = from; i < content.length; i++) {
      if (content[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /**
   * Where the last complete line starts; the end of the content if the last line is not complete.
   */
  private static int lastLineStart(byte[] content) {
    if (content[content.length - 1] != '\n') {
      throw new IllegalArgumentException("no line feed at the end");
    }
    int start = content.length - 1;
    while (start > 0 && content[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private static void numbers(JsonGenerator json, String name, Map<String, Long> values)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> value : values.entrySet()) {
      json.writeNumberField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
  }

  private static void offsets(JsonGenerator json, List<CoveredOffsets> ranges) throws IOException {
    json.writeArrayFieldStart("offsets");
    for (CoveredOffsets range : ranges) {
      json.writeStartObject();
      json.writeStringField("partition", range.partition());
      json.writeNumberField("from", range.from());
      json.writeNumberField("to", range.to());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Commits of before there was Kafka have none. */
  private static List<CoveredOffsets> offsets(JsonNode header) {
    List<CoveredOffsets> ranges = new ArrayList<>();
    for (JsonNode range : header.path("offsets")) {
      ranges.add(
          new CoveredOffsets(
              JsonFields.text(range, "partition"),
              JsonFields.number(range, "from"),
              JsonFields.number(range, "to")));
    }
    return ranges;
  }

  private static void strings(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static DataDirectoryException damaged(Path file, String how, Throwable cause) {
    return new DataDirectoryException(
        Reason.DAMAGED, "The commit " + file + " " + how + ".", cause);
  }
}
