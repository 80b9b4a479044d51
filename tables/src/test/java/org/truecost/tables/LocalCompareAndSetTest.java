package org.truecost.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCompareAndSetTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void letsExactlyOneOfManyCreateAName(boolean hardLinks) throws Exception {
    LocalCompareAndSet store = new LocalCompareAndSet(folder, hardLinks);
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    for (int round = 0; round < 20; round++) {
      String name = "round-" + round;
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        byte[] content = ("thread " + thread).getBytes(StandardCharsets.UTF_8);
        calls.add(() -> store.create(name, content));
      }
      int created = 0;
      String winner = "";
      List<Future<Boolean>> results = pool.invokeAll(calls);
      for (int thread = 0; thread < threads; thread++) {
        if (results.get(thread).get()) {
          created++;
          winner = "thread " + thread;
        }
      }
      assertThat(created).isEqualTo(1);
      assertThat(new String(store.read(name).orElseThrow(), StandardCharsets.UTF_8))
          .isEqualTo(winner);
    }
    pool.shutdown();

    assertThat(store.names()).noneMatch(name -> name.endsWith(LocalCompareAndSet.TEMPORARY));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leavesWhatIsThere(boolean hardLinks) throws Exception {
    LocalCompareAndSet store = new LocalCompareAndSet(folder, hardLinks);

    assertThat(store.read("a")).isEmpty();
    assertThat(store.create("a", new byte[] {1})).isTrue();
    assertThat(store.create("a", new byte[] {2})).isFalse();
    assertThat(store.read("a")).contains(new byte[] {1});
    store.delete("a");
    store.delete("a");
    assertThat(store.read("a")).isEmpty();
  }
}
