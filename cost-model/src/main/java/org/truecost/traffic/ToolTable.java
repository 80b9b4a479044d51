package org.truecost.traffic;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The known client tools: what their user agents start with, and words that give them away.
 *
 * <p>Starts are found by a hash of the first product's name, words by a hash of the letters they
 * begin with, so that a user agent is read once however long the table is.
 */
final class ToolTable {
  /** A table row. */
  record Row(ClientTool tool, List<String> startsWith, List<String> contains, boolean exactCase) {
    Row {
      startsWith = List.copyOf(startsWith);
      contains = List.copyOf(contains);
    }
  }

  /** What the user agents of a tool start with. */
  record Start(String text, ClientTool tool, boolean exactCase) {}

  private record Word(String text, ClientTool tool, int hash, int row) {}

  /** Tools whose words stand in a text: of each group the one that comes first in the table. */
  static final class Contained {
    private Word decisive;
    private Word browser;
    private Word library;

    private void add(Word word) {
      switch (word.tool().kind()) {
        case BROWSER -> browser = earlier(browser, word);
        case LIBRARY -> library = earlier(library, word);
        default -> decisive = earlier(decisive, word);
      }
    }

    private static Word earlier(Word known, Word found) {
      return known == null || found.row() < known.row() ? found : known;
    }

    /** A tool that is neither browser nor library, or null. */
    ClientTool decisive() {
      return decisive == null ? null : decisive.tool();
    }

    ClientTool browser() {
      return browser == null ? null : browser.tool();
    }

    ClientTool library() {
      return library == null ? null : library.tool();
    }
  }

  private final Map<String, Start[]> starts;
  private final Word[][] words;
  private final Map<String, ClientTool> byName;

  ToolTable(Collection<Row> rows) {
    Map<String, List<Start>> startsByProduct = new HashMap<>();
    List<Word> allWords = new ArrayList<>();
    byName = new LinkedHashMap<>();
    int number = 0;
    for (Row row : rows) {
      byName.putIfAbsent(row.tool().name(), row.tool());
      for (String start : row.startsWith()) {
        String product = Words.lower(start.substring(0, Words.productEnd(start)));
        startsByProduct
            .computeIfAbsent(product, key -> new ArrayList<>())
            .add(new Start(start, row.tool(), row.exactCase()));
      }
      for (String word : row.contains()) {
        allWords.add(new Word(word, row.tool(), leadingHash(word, 0), number));
      }
      number++;
    }
    starts = new HashMap<>();
    startsByProduct.forEach(
        (product, list) -> {
          list.sort(Comparator.comparingInt((Start start) -> start.text().length()).reversed());
          starts.put(product, list.toArray(Start[]::new));
        });
    words = buckets(allWords);
  }

  private static Word[][] buckets(List<Word> all) {
    int size = Integer.highestOneBit(Math.max(16, all.size() * 4)) * 2;
    List<List<Word>> lists = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      lists.add(new ArrayList<>());
    }
    for (Word word : all) {
      lists.get(bucket(word.hash(), size)).add(word);
    }
    return lists.stream()
        .map(list -> list.isEmpty() ? null : list.toArray(Word[]::new))
        .toArray(Word[][]::new);
  }

  private static int bucket(int hash, int size) {
    return (hash ^ (hash >>> 15)) & (size - 1);
  }

  /** Hash of the letters and digits from {@code at} on, without regard to case. */
  private static int leadingHash(String text, int at) {
    int hash = 0;
    for (int i = at; i < text.length() && Words.isWord(text.charAt(i)); i++) {
      hash = hash * 31 + Words.lower(text.charAt(i));
    }
    return hash;
  }

  /** The longest start that fits {@code text}, or null. */
  Start startOf(String text) {
    Start[] candidates = starts.get(Words.lower(text.substring(0, Words.productEnd(text))));
    if (candidates == null) {
      return null;
    }
    for (Start start : candidates) {
      if (Words.standsAt(text, 0, start.text())
          && (!start.exactCase() || text.startsWith(start.text()))) {
        return start;
      }
    }
    return null;
  }

  /** The tools whose words stand in {@code text}. */
  Contained in(String text) {
    Contained found = new Contained();
    int at = 0;
    while (at < text.length()) {
      if (!Words.isWord(text.charAt(at))) {
        at++;
        continue;
      }
      int end = at;
      int hash = 0;
      while (end < text.length() && Words.isWord(text.charAt(end))) {
        hash = hash * 31 + Words.lower(text.charAt(end));
        end++;
      }
      Word[] candidates = words[bucket(hash, words.length)];
      if (candidates != null) {
        for (Word word : candidates) {
          if (word.hash() == hash && Words.standsAt(text, at, word.text())) {
            found.add(word);
          }
        }
      }
      at = end;
    }
    return found;
  }

  Optional<ClientTool> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All names, sorted, without {@code none} and {@code other}. */
  Set<String> names() {
    return new TreeSet<>(byName.keySet());
  }
}
