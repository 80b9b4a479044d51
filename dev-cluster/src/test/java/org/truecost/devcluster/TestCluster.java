package org.truecost.devcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** What tests with real processes share. */
final class TestCluster {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private TestCluster() {}

  /** Something that becomes true, or is not to be had yet. */
  interface Condition {
    boolean holds() throws Exception;
  }

  static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      assertThat(System.nanoTime() - end).as("time left").isNegative();
      Thread.sleep(50);
    }
  }

  private static boolean holds(Condition condition) throws Exception {
    try {
      return condition.holds();
    } catch (IOException silent) {
      return false;
    }
  }

  /** The broker as it is packaged, and the Flink that these tests are compiled with. */
  static Installation installation() throws DevClusterException {
    Path lib = Path.of("target", "lib-kafka");
    Installation kafka = Installation.of(lib, lib);
    return new Installation(
        kafka.java(),
        kafka.kafkaClassPath(),
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
  }

  /** A thin jar with {@link TickJob} alone. */
  static Path tickJar(Path folder) throws IOException {
    String entry = TickJob.class.getName().replace('.', '/') + ".class";
    Path jar = folder.resolve("a job.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = TickJob.class.getResourceAsStream("/" + entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
    }
    return jar;
  }
}
