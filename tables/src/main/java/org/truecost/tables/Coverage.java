package org.truecost.tables;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.truecost.tables.DataDirectoryException.Reason;

/**
 * Manifests of metered log files: JSON lines under {@code _commits}, written once and made visible
 * by the commit that names them. They are apart from the commits so that a commit stays small when
 * a year of log files is behind it.
 */
public final class Coverage {
  static final String PREFIX = "coverage-";
  static final String SUFFIX = ".jsonl";
  private static final int FORMAT = 1;
  private static final String REMEDY =
      "; restore it from a backup, or replay all logs into a new data directory.";
  private static final JsonFactory JSON = new JsonFactory();

  private final DataDirectory directory;

  Coverage(DataDirectory directory) {
    this.directory = directory;
  }

  /**
   * Writes a manifest, durably but invisible until a commit names it.
   *
   * @return its path as {@link Change#coverageAdded()} wants it
   */
  public String write(List<CoveredFile> files) throws IOException {
    String name = PREFIX + UUID.randomUUID() + SUFFIX;
    new LocalCompareAndSet(directory.commits()).create(name, encode(files));
    return DataDirectory.COMMITS + "/" + name;
  }

  /**
   * All files that {@code commit} covers, of superseded revisions too, in the order of its
   * manifests.
   */
  public List<CoveredFile> readAll(Commit commit) throws IOException {
    List<CoveredFile> files = new ArrayList<>();
    for (String manifest : commit.coverage()) {
      files.addAll(read(manifest));
    }
    return files;
  }

  /** The files that {@code commit} covers, of live revisions only. */
  public List<CoveredFile> read(Commit commit) throws IOException {
    return readAll(commit).stream()
        .filter(file -> file.revision() == commit.revisionOf(file.batchId()))
        .toList();
  }

  /** Physical lines of the files of these manifests. */
  public long lines(List<String> manifests) throws IOException {
    long lines = 0;
    for (String manifest : manifests) {
      lines += read(manifest).stream().mapToLong(CoveredFile::lines).sum();
    }
    return lines;
  }

  /** The files of one manifest. */
  List<CoveredFile> read(String manifest) throws IOException {
    Path path = directory.resolve(manifest);
    try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      JsonNode header = parse(path, lines.readLine());
      if (!JsonFields.text(header, "truecost").equals("coverage")) {
        throw damaged(path, null);
      }
      long format = JsonFields.number(header, "format");
      if (format != FORMAT) {
        throw new DataDirectoryException(
            Reason.NEWER_FORMAT,
            path + " has format " + format + "; this Truecost reads format " + FORMAT + ".");
      }
      List<CoveredFile> files = new ArrayList<>();
      while (true) {
        JsonNode line = parse(path, lines.readLine());
        if (line.has("end")) {
          if (JsonFields.number(line, "end") != files.size() || lines.readLine() != null) {
            throw damaged(path, null);
          }
          return files;
        }
        files.add(coveredFile(line));
      }
    } catch (NoSuchFileException missing) {
      throw new DataDirectoryException(
          Reason.DAMAGED,
          "The coverage manifest " + path + " is missing, which says what was metered" + REMEDY,
          missing);
    } catch (JsonProcessingException | IllegalArgumentException unreadable) {
      throw damaged(path, unreadable);
    }
  }

  private static byte[] encode(List<CoveredFile> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.setRootValueSeparator(null);
      json.writeStartObject();
      json.writeStringField("truecost", "coverage");
      json.writeNumberField("format", FORMAT);
      json.writeEndObject();
      json.writeRaw('\n');
      for (CoveredFile file : files) {
        json.writeStartObject();
        json.writeStringField("source", file.source());
        json.writeStringField("file", file.file());
        json.writeStringField("batch_id", file.batchId());
        json.writeNumberField("revision", file.revision());
        json.writeStringField("fate", file.fate());
        json.writeStringField("decoded_digest", file.decodedDigest());
        json.writeNumberField("decoded_bytes", file.decodedBytes());
        json.writeNumberField("unfinished_bytes", file.unfinishedBytes());
        json.writeStringField("stored_digest", file.storedDigest());
        json.writeStringField("first_line_digest", file.firstLineDigest());
        json.writeStringField("beginnings", file.beginnings());
        json.writeNumberField("lines", file.lines());
        json.writeNumberField("as_of", file.asOf());
        json.writeEndObject();
        json.writeRaw('\n');
      }
      json.writeStartObject();
      json.writeNumberField("end", files.size());
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  private static CoveredFile coveredFile(JsonNode line) {
    return new CoveredFile(
        JsonFields.text(line, "source"),
        JsonFields.text(line, "file"),
        JsonFields.text(line, "batch_id"),
        JsonFields.number(line, "revision"),
        JsonFields.text(line, "fate"),
        JsonFields.text(line, "decoded_digest"),
        JsonFields.number(line, "decoded_bytes"),
        JsonFields.number(line, "unfinished_bytes"),
        JsonFields.text(line, "stored_digest"),
        JsonFields.text(line, "first_line_digest"),
        JsonFields.text(line, "beginnings"),
        JsonFields.number(line, "lines"),
        JsonFields.number(line, "as_of"));
  }

  private static JsonNode parse(Path path, String line) throws IOException {
    if (line == null) {
      throw damaged(path, null);
    }
    return JsonFields.parse(line);
  }

  private static DataDirectoryException damaged(Path path, Throwable cause) {
    return new DataDirectoryException(
        Reason.DAMAGED,
        "The coverage manifest " + path + " is cut short or altered" + REMEDY,
        cause);
  }
}
