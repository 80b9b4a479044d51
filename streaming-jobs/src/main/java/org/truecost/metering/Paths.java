package org.truecost.metering;

import java.util.ArrayList;
import java.util.List;
import org.truecost.download.DownloadDefinition;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.registry.LoggedPackage;
import org.truecost.ingest.registry.PathReading;
import org.truecost.ingest.registry.RegistryPaths;
import org.truecost.metering.cells.Dictionary;

/**
 * What paths of one source mean, by their raw bytes. Forgets all when it has grown to its cap:
 * strangers choose paths.
 */
final class Paths {
  private final RegistryPaths grammar;
  private final int timesEncoded;
  private final DownloadDefinition definition;
  private final long capBytes;
  private final Dictionary known = new Dictionary();
  private final List<Meaning> meanings = new ArrayList<>();
  private byte[] keyWithPackage = new byte[256];

  /** What a path means. */
  static final class Meaning {
    final PathReading reading;

    /** Until when its requests count as downloads, microseconds. */
    final long countedUntil;

    /** The package's number in the cells' dictionary, and in which generation of it. */
    int packageId;

    int packageGeneration = -1;

    Meaning(PathReading reading, long countedUntil) {
      this.reading = reading;
      this.countedUntil = countedUntil;
    }
  }

  Paths(RegistryPaths grammar, int timesEncoded, DownloadDefinition definition, long capBytes) {
    this.grammar = grammar;
    this.timesEncoded = timesEncoded;
    this.definition = definition;
    this.capBytes = capBytes;
  }

  Meaning of(Slice path, LogRequest request) {
    int id =
        request.packageName.isPresent()
            ? withPackage(path, request)
            : known.intern(path.bytes(), path.from(), path.to());
    if (id <= meanings.size()) {
      return meanings.get(id - 1);
    }
    String text = path.toString();
    PathReading reading = LoggedPackage.prefer(grammar.read(text, timesEncoded), request, text);
    String file = reading.packageRef() == null ? "" : reading.packageRef().file();
    Meaning meaning = new Meaning(reading, definition.countedUntil(reading.readKind(), file));
    meanings.add(meaning);
    // A meaning is about as large as its path once more.
    if (known.bytes() * 3 > capBytes) {
      known.clear();
      meanings.clear();
    }
    return meaning;
  }

  /** A path whose package the line itself names means what that line says. */
  private int withPackage(Slice path, LogRequest request) {
    int length = path.length() + request.packageName.length() + request.packageVersion.length() + 2;
    if (keyWithPackage.length < length) {
      keyWithPackage = new byte[length * 2];
    }
    int at = append(path, 0);
    at = append(request.packageName, at);
    append(request.packageVersion, at);
    return known.intern(keyWithPackage, 0, length);
  }

  private int append(Slice part, int at) {
    System.arraycopy(part.bytes(), part.from(), keyWithPackage, at, part.length());
    int end = at + part.length();
    if (end < keyWithPackage.length) {
      keyWithPackage[end] = 0;
    }
    return end + 1;
  }
}
