package org.truecost.config;

/** The spelling of names that people give and every row carries: {@code crates-io-static}. */
public final class Kebab {
  /** What a name must look like, for messages. */
  public static final String RULE = "must be kebab-case: a-z, 0-9 and single hyphens between them";

  private Kebab() {}

  /** Whether {@code name} is kebab-case, beginning with a letter or digit. */
  public static boolean isKebab(String name) {
    boolean afterWord = false;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!word && !(c == '-' && afterWord)) {
        return false;
      }
      afterWord = word;
    }
    return afterWord;
  }
}
