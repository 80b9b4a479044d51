package org.truecost.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.request.HttpMethod;
import org.truecost.request.RequestKind;

final class ObjectionTest {
  @Test
  void objectsToExactlyWhatDoesNotCount() {
    Problems problems = new Problems();
    DownloadDefinitions definitions =
        DownloadDefinitions.load(ConfigDirectory.read(Path.of("..", "config")), problems);
    problems.throwIfAny();
    Random random = new Random(5);
    int[] statuses = {0, 200, 206, 301, 304, 404, 499, 503, 999};
    long[] untils = {DownloadDefinition.NEVER, Long.MAX_VALUE, 1_700_000_000_000_000L};
    int counted = 0;
    for (DownloadDefinition definition : definitions.all()) {
      for (int i = 0; i < 5_000; i++) {
        long until = untils[random.nextInt(untils.length)];
        RequestKind kind = RequestKind.values()[random.nextInt(RequestKind.values().length)];
        HttpMethod method =
            random.nextBoolean()
                ? HttpMethod.GET
                : HttpMethod.values()[random.nextInt(HttpMethod.values().length)];
        int status = statuses[random.nextInt(statuses.length)];
        long range = random.nextInt(3) - 1L;
        long bytes = random.nextInt(3) - 1L;
        long length = random.nextInt(3) - 1L;
        boolean admitted = random.nextBoolean();
        boolean query = random.nextBoolean();
        long time = 1_600_000_000_000_000L + random.nextLong(200_000_000_000_000L);

        boolean counts =
            definition.counts(
                until, kind, method, status, range, bytes, length, admitted, query, time);

        counted += counts ? 1 : 0;
        assertThat(
                definition
                    .objection(
                        until, kind, method, status, range, bytes, length, admitted, query, time)
                    .isEmpty())
            .isEqualTo(counts);
      }
    }
    assertThat(counted).isPositive();
  }
}
