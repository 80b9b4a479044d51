package org.truecost.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.truecost.ingest.format.LogRequest;
import org.truecost.ingest.format.Slice;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;

class LoggedPackageTest {
  private static final String FOLDER = "/packages/0a/1b/" + "c".repeat(60) + "/";
  private final LogRequest request = new LogRequest();

  @Test
  void prefersTheOriginsNameAndVersionToTheFileName() {
    PathReading reading = logged("Tide_Pool", "1.0-1", "sdist", "tidepool-1.0-1.tar.gz");

    assertThat(reading.readKind()).isEqualTo(RequestKind.ARTIFACT);
    assertThat(reading.packageRef())
        .isEqualTo(new PackageRef("pypi", "", "tide-pool", "1.0.post1", "tidepool-1.0-1.tar.gz"));
  }

  @Test
  void aPackageTypeMakesAPackageOfAFileNobodyCanRead() {
    PathReading reading = logged("tidepool", "1.0", "bdist_dumb", "tidepool.shar");

    assertThat(reading.readKind()).isEqualTo(RequestKind.ARTIFACT);
    assertThat(reading.packageRef().file()).isEqualTo("tidepool.shar");
  }

  @Test
  void coreMetadataStaysMetadata() {
    PathReading reading =
        logged("tidepool", "1.0", "bdist_wheel", "tidepool-1.0-py3-none-any.whl.metadata");

    assertThat(reading.readKind()).isEqualTo(RequestKind.METADATA);
  }

  @Test
  void keepsTheReadingWhereTheLineHoldsNoNameOrNonsense() {
    String path = FOLDER + "tidepool-1.0.tar.gz";
    PathReading reading = new PypiPaths().read(path, 1);
    request.clear();

    assertThat(LoggedPackage.prefer(reading, request, path)).isSameAs(reading);

    set(request.packageName, "tidepool");
    set(request.packageVersion, "1.0/../2");
    assertThat(LoggedPackage.prefer(reading, request, path)).isSameAs(reading);

    set(request.packageVersion, "1.0");
    assertThat(LoggedPackage.prefer(reading, request, path)).isSameAs(reading);
  }

  private PathReading logged(String name, String version, String type, String file) {
    request.clear();
    set(request.packageName, name);
    set(request.packageVersion, version);
    set(request.packageType, type);
    String path = FOLDER + file;
    return LoggedPackage.prefer(new PypiPaths().read(path, 1), request, path);
  }

  private static void set(Slice slice, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    slice.set(bytes, 0, bytes.length);
  }
}
