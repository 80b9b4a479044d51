package org.truecost.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Collects what is wrong with configuration, so that a person sees all of it at once.
 *
 * <p>A loader reports here and goes on; {@link #throwIfAny()} ends the loading.
 */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  /**
   * One thing wrong with one file.
   *
   * @param file the file, as the user named it
   * @param entry the place in it, such as {@code sources[2] (crates-io-static) format}
   * @param message the value, the rule it breaks, and a hint
   */
  public record Problem(String file, String entry, String message) {}

  /** Records that {@code entry} of {@code file} is wrong. */
  public void add(Path file, String entry, String message) {
    found.add(new Problem(file.toString(), entry, message));
  }

  /**
   * {@code ; did you mean "x"?} for the choice that {@code given} is a slip of, if there is one.
   */
  public static String hint(String given, Collection<String> choices) {
    return Section.hint(given, choices);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public List<Problem> all() {
    return List.copyOf(found);
  }

  /** Ends loading with every problem that was recorded. */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConfigException(all());
    }
  }
}
