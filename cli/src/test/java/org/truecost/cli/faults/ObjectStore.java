package org.truecost.cli.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server that speaks S3, in a process of its own, with one bucket. It asks for credentials. */
final class ObjectStore implements AutoCloseable {
  /** Flink's file system for it. */
  static final Path FILE_SYSTEM = Path.of("target", "object-store", "flink-s3-fs-native.jar");

  private static final Path SERVER = Path.of("target", "object-store", "s3proxy.jar");
  private static final String BUCKET = "truecost";
  private static final String KEY = "a-key";
  private static final String SECRET = "a-secret";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Process process;
  private final int port;
  private final Path objects;

  private ObjectStore(Process process, int port, Path objects) {
    this.process = process;
    this.port = port;
    this.objects = objects;
  }

  static ObjectStore start(Path directory) throws IOException, InterruptedException {
    Path objects = directory.resolve("objects");
    Files.createDirectories(objects.resolve(BUCKET));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path settings =
        Files.writeString(
            directory.resolve("s3proxy.properties"),
            String.join(
                "\n",
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + KEY,
                "s3proxy.credential=" + SECRET,
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + objects,
                "jclouds.identity=unused",
                "jclouds.credential=unused",
                ""));
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-DLOG_LEVEL=warn",
                    "-jar",
                    SERVER.toString(),
                    "--properties",
                    settings.toString()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("s3proxy.log").toFile())
            .start();
    ObjectStore store = new ObjectStore(process, port, objects);
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!store.listens()) {
      if (System.nanoTime() - end > 0 || !process.isAlive()) {
        store.close();
        throw new IOException(
            "No object store: " + Files.readString(directory.resolve("s3proxy.log")));
      }
      Thread.sleep(100);
    }
    return store;
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Keys of Flink's configuration. This server knows no checksums that come behind the content. */
  Map<String, String> flink() {
    return Map.of(
        "s3.chunked-encoding.enabled",
        "false",
        "s3.checksum-validation.enabled",
        "false",
        "s3.endpoint",
        "http://127.0.0.1:" + port,
        "s3.path-style-access",
        "true",
        "s3.region",
        "us-east-1",
        "s3.access-key",
        KEY,
        "s3.secret-key",
        SECRET);
  }

  /** The address of a folder in it. */
  String address(String folder) {
    return "s3://" + BUCKET + "/" + folder;
  }

  /** How many objects there are below a folder with this name. */
  long objects(String folder, String name) throws IOException {
    Path path = objects.resolve(BUCKET).resolve(folder);
    if (!Files.isDirectory(path)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(file -> file.getFileName().toString().equals(name)).count();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
