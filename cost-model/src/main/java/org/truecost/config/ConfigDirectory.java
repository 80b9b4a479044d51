package org.truecost.config;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A snapshot of a {@code config/} directory: every file's bytes, read once.
 *
 * <p>All loaders read from here, so that a job on another machine sees exactly the bytes that were
 * checked and digested at its start.
 */
public final class ConfigDirectory implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String root;
  private final TreeMap<String, byte[]> files;

  private ConfigDirectory(String root, Map<String, byte[]> files) {
    this.root = root;
    this.files = new TreeMap<>(files);
  }

  /**
   * Reads every regular file below {@code root}, except hidden ones and Markdown: notes to people
   * and what editors and mounts leave behind do not change a digest.
   *
   * @throws ConfigException if there is no such directory, or a file cannot be read
   */
  public static ConfigDirectory read(Path root) {
    Problems problems = new Problems();
    Map<String, byte[]> files = new TreeMap<>();
    if (!Files.isDirectory(root)) {
      problems.add(root, "", "is not a directory; give one with --config DIR");
      problems.throwIfAny();
    }
    try {
      // A walk does not enter a root that is a link.
      readAll(root, root.toRealPath(), files, problems);
    } catch (IOException | UncheckedIOException e) {
      problems.add(root, "", "cannot be listed: " + e.getMessage());
    }
    problems.throwIfAny();
    return new ConfigDirectory(root.toString(), files);
  }

  private static void readAll(Path root, Path real, Map<String, byte[]> files, Problems problems)
      throws IOException {
    try (Stream<Path> walk = Files.walk(real)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        String relative = real.relativize(file).toString().replace('\\', '/');
        if (isAside(relative)) {
          continue;
        }
        try {
          files.put(relative, Files.readAllBytes(file));
        } catch (IOException e) {
          problems.add(root.resolve(relative), "", "cannot be read: " + e.getMessage());
        }
      }
    }
  }

  private static boolean isAside(String relative) {
    return relative.startsWith(".") || relative.contains("/.") || relative.endsWith(".md");
  }

  /** A directory that exists only in memory, for tests and for {@link #with}. */
  public static ConfigDirectory of(Map<String, String> texts) {
    Map<String, byte[]> files = new TreeMap<>();
    texts.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new ConfigDirectory("config", files);
  }

  /** A copy in which {@code path} holds {@code bytes}. */
  public ConfigDirectory with(String path, byte[] bytes) {
    Map<String, byte[]> copy = new TreeMap<>(files);
    copy.put(path, bytes.clone());
    return new ConfigDirectory(root, copy);
  }

  /** The file's path as a user would type it. */
  public Path display(String path) {
    return Path.of(root, path);
  }

  public Optional<byte[]> bytes(String path) {
    return Optional.ofNullable(files.get(path)).map(byte[]::clone);
  }

  /** Paths below {@code folder} that end in {@code suffix}, sorted. */
  public List<String> list(String folder, String suffix) {
    return files.keySet().stream()
        .filter(path -> path.startsWith(folder + "/") && path.endsWith(suffix))
        .toList();
  }

  /**
   * SHA-256, in hex, over names and bytes of the files that {@code prefixes} begin; of all files if
   * none is given.
   */
  public String digest(String... prefixes) {
    MessageDigest digest = Sha256.start();
    files.forEach(
        (path, bytes) -> {
          if (prefixes.length == 0 || Stream.of(prefixes).anyMatch(path::startsWith)) {
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(Long.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
            digest.update((byte) 0);
            digest.update(bytes);
          }
        });
    return HexFormat.of().formatHex(digest.digest());
  }
}
