package org.truecost.tables;

import java.io.IOException;

/** A change that does not fit the newest commit; nothing was published. */
public final class CommitRefusedException extends IOException {
  public CommitRefusedException(String message) {
    super(message);
  }
}
