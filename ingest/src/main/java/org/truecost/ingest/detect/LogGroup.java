package org.truecost.ingest.detect;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Files that look like one stream: the same directory above all dates, and the same beginning of
 * the name.
 *
 * @param directory directories before the first date, with {@code /}; empty for the root
 * @param stem the name up to its first date, number or hash; may be empty
 * @param globs which files it is
 * @param files the files, below the root, sorted
 */
public record LogGroup(String directory, String stem, Set<String> globs, List<Path> files) {
  /** Dates, numbers, Hive partitions, and long names with digits such as ids. */
  private static final Pattern VARIABLE_DIRECTORY =
      Pattern.compile("\\d[\\dT:_.-]*Z?|[^=]*=.*|(?=.*\\d)[0-9A-Fa-f-]{16,}");

  /** A CloudFront distribution's id, which names the service in front of the date. */
  private static final Pattern DISTRIBUTION = Pattern.compile("E[0-9A-Z]{11,13}");

  private static final Pattern EXTENSIONS =
      Pattern.compile("(\\.(log|txt|json|jsonl|ndjson|csv|tsv|gz|gzip|zst|zstd))*$");

  /** Sorts behind everything that a name goes on with. */
  private static final char END = '\uffff';

  public LogGroup {
    requireNonNull(directory, "directory");
    requireNonNull(stem, "stem");
    globs = new TreeSet<>(globs);
    files = List.copyOf(files);
  }

  /** Groups files; the order is that of directories and names. */
  static List<LogGroup> of(List<Path> files) {
    record Key(String directory, String stem) {}
    Map<String, Key> keys = new TreeMap<>();
    Map<String, Set<String>> globs = new TreeMap<>();
    Map<String, List<Path>> members = new TreeMap<>();
    for (Path file : files) {
      List<String> segments = List.of(LogTree.name(file).split("/", -1));
      int variable = 0;
      while (variable < segments.size() - 1
          && !VARIABLE_DIRECTORY.matcher(segments.get(variable)).matches()) {
        variable++;
      }
      String directory = String.join("/", segments.subList(0, variable));
      String name = segments.get(segments.size() - 1);
      int stemEnd = stemEnd(name);
      String stem = name.substring(0, stemEnd);
      String below = variable < segments.size() - 1 ? "**/" : "";
      String pattern = stemEnd == name.length() ? quote(name) : quote(stem) + "*" + extension(name);
      String id = directory + "\n" + bare(stem);
      keys.putIfAbsent(id, new Key(directory, bare(stem)));
      globs
          .computeIfAbsent(id, unseen -> new TreeSet<>())
          .add(quote(directory) + (directory.isEmpty() ? "" : "/") + below + pattern);
      members.computeIfAbsent(id, unseen -> new ArrayList<>()).add(file);
    }
    List<LogGroup> groups = new ArrayList<>();
    keys.forEach(
        (id, key) ->
            groups.add(new LogGroup(key.directory(), key.stem(), globs.get(id), members.get(id))));
    // The first source that claims a file gets it, so that the narrower globs come first.
    groups.sort(
        Comparator.comparing(
                (LogGroup group) ->
                    group.directory() + (group.directory().isEmpty() ? "" : "/") + END)
            .thenComparing(group -> group.stem() + END));
    return groups;
  }

  /** Where the name's first part that differs from file to file begins. */
  private static int stemEnd(String name) {
    int end = name.length() - extension(name).length();
    int at = 0;
    while (at < end) {
      int to = at;
      while (to < end && Character.isLetterOrDigit(name.charAt(to))) {
        to++;
      }
      String part = name.substring(at, to);
      boolean distribution = at == 0 && DISTRIBUTION.matcher(part).matches();
      if (!distribution && isVariable(part)) {
        return at;
      }
      at = Math.max(to, at + 1);
    }
    // access.log and access.log.1 are one stream; so are its extensions.
    return name.length();
  }

  private static boolean isVariable(String part) {
    long digits = part.chars().filter(c -> c >= '0' && c <= '9').count();
    return digits > 1 || (digits == 1 && part.length() == 1);
  }

  private static String extension(String name) {
    var extensions = EXTENSIONS.matcher(name);
    String found = "";
    while (extensions.find()) {
      if (extensions.start() > 0 && extensions.group().length() > found.length()) {
        found = extensions.group();
      }
    }
    return found;
  }

  /** The stem as part of a name: without extensions and separators at its end. */
  private static String bare(String stem) {
    String bare = stem;
    while (!bare.isEmpty() && !Character.isLetterOrDigit(bare.charAt(bare.length() - 1))) {
      bare = bare.substring(0, bare.length() - 1);
    }
    String extension = extension(bare);
    return bare.substring(0, bare.length() - extension.length());
  }

  /** Text that a glob takes as it stands. */
  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder();
    for (char c : text.toCharArray()) {
      // A set of one character needs no backslash, which YAML and shells treat in their own ways.
      quoted.append("*?{[".indexOf(c) >= 0 ? "[" + c + "]" : c == '\\' ? "?" : String.valueOf(c));
    }
    return quoted.toString();
  }
}
