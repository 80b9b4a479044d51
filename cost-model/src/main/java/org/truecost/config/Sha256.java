package org.truecost.config;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digest by which configuration, log files and keys are known again. */
public final class Sha256 {
  private Sha256() {}

  /** A digest that has read nothing yet. */
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
