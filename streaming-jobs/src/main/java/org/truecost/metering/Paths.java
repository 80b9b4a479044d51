package org.truecost.metering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.truecost.download.DownloadDefinition;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.ingest.registry.LoggedPackage;
import org.truecost.ingest.registry.PathReading;
import org.truecost.ingest.registry.RegistryPaths;
import org.truecost.metering.cells.Dictionary;
import org.truecost.metering.cells.Text;
import org.truecost.request.PackageRef;
import org.truecost.source.PackageGrain;

/**
 * What paths of one source mean, by their raw bytes. Forgets all when it has grown to its cap:
 * strangers choose paths.
 */
final class Paths {
  /** A meaning, its array and its place in the list, as a 64-bit JVM lays them out. */
  private static final int MEANING_BYTES = 72;

  private final RegistryPaths grammar;
  private final int timesEncoded;
  private final PackageGrain grain;
  private final DownloadDefinition definition;
  private final long capBytes;
  private final Dictionary known = new Dictionary();
  private final List<Meaning> meanings = new ArrayList<>();
  private byte[] keyWithPackage = new byte[256];
  private long heldBytes;

  /** The few pairs of kinds there are, each once. */
  private final Map<PathReading, PathReading> kinds = new HashMap<>();

  /** What a path means. There may be a million of these, so they hold bytes and numbers only. */
  static final class Meaning {
    /** Its kinds, without the package. */
    final PathReading kinds;

    /** The dictionary entry of its package, or null if it names none. */
    final byte[] packageRecord;

    /** Until when its requests count as downloads, microseconds. */
    final long countedUntil;

    /** The package's number in the cells' dictionary, and in which generation of it. */
    int packageId;

    int packageGeneration = -1;

    Meaning(PathReading kinds, byte[] packageRecord, long countedUntil) {
      this.kinds = kinds;
      this.packageRecord = packageRecord;
      this.countedUntil = countedUntil;
    }
  }

  Paths(
      RegistryPaths grammar,
      int timesEncoded,
      PackageGrain grain,
      DownloadDefinition definition,
      long capBytes) {
    this.grammar = grammar;
    this.grain = grain;
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
    PathReading reading = read(path, request);
    PackageRef ref = reading.packageRef();
    byte[] record = ref == null ? null : record(ref);
    Meaning meaning =
        new Meaning(
            kinds.computeIfAbsent(
                PathReading.of(reading.readKind(), reading.writeKind()), Function.identity()),
            record,
            definition.countedUntil(reading.readKind(), ref == null ? "" : ref.file()));
    meanings.add(meaning);
    heldBytes += MEANING_BYTES + (record == null ? 0 : record.length);
    if (known.bytes() + heldBytes > capBytes) {
      known.clear();
      meanings.clear();
      heldBytes = 0;
    }
    return meaning;
  }

  /** Reads a path as if it were the first of its kind. */
  PathReading read(Slice path, LogRequest request) {
    String text = path.toString();
    return LoggedPackage.prefer(grammar.read(text, timesEncoded), request, text);
  }

  private byte[] record(PackageRef ref) {
    return Text.join(
        ref.type(),
        ref.namespace(),
        ref.name(),
        grain == PackageGrain.PACKAGE ? "" : ref.version(),
        grain == PackageGrain.FILE ? ref.file() : "");
  }

  /** A path whose package the line itself names means what that line says. */
  private int withPackage(Slice path, LogRequest request) {
    int at = append(path, 0);
    at = append(request.packageName, at);
    at = append(request.packageVersion, at);
    at = append(request.packageType, at);
    return known.intern(keyWithPackage, 0, at);
  }

  /** Appends a part with its length before it, so that no two lists of parts are the same key. */
  private int append(Slice part, int at) {
    int length = part.length();
    if (keyWithPackage.length < at + Text.LENGTH_BYTES + length) {
      keyWithPackage = Arrays.copyOf(keyWithPackage, (at + Text.LENGTH_BYTES + length) * 2);
    }
    Text.putLength(keyWithPackage, at, length);
    System.arraycopy(part.bytes(), part.from(), keyWithPackage, at + Text.LENGTH_BYTES, length);
    return at + Text.LENGTH_BYTES + length;
  }
}
