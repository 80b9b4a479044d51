package org.truecost.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the command's exit status says. Scripts rely on these: a code never changes its meaning. */
final class ExitCodes {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int PARTIAL = 3;
  static final int CONFIG = 4;
  static final int DATA_DIRECTORY = 5;
  static final int NO_SPACE = 6;
  static final int RESTATEMENT = 7;
  static final int TIME_LIMIT = 8;
  static final int KAFKA = 9;
  static final int TOPIC = 10;
  static final int NOT_AUTHORIZED = 11;
  static final int FENCED = 12;
  static final int TOO_LARGE = 13;
  static final int ATTENTION = 14;
  static final int REFUSED = 15;

  /** EX_SOFTWARE of sysexits.h. */
  static final int BUG = 70;

  private static final Map<Integer, String> MEANINGS = meanings();

  private ExitCodes() {}

  /** Every code with its meaning, as shown by {@code --help}. */
  static Map<Integer, String> all() {
    return MEANINGS;
  }

  private static Map<Integer, String> meanings() {
    Map<Integer, String> all = new LinkedHashMap<>();
    all.put(OK, "Done.");
    all.put(FAILED, "Not done: a query that is not valid, a month without usage, a failed read.");
    all.put(USAGE, "The command line is wrong.");
    all.put(
        PARTIAL,
        "Done, but look: some input matched no source, was unreadable or damaged, is not what its"
            + " source says, or seems to replace a metered file.");
    all.put(CONFIG, "The configuration is wrong; nothing was started.");
    all.put(DATA_DIRECTORY, "The data directory cannot be used: missing, not ours, in use, ...");
    all.put(NO_SPACE, "No space is left; nothing was committed.");
    all.put(RESTATEMENT, "--force was refused: a batch can only be restated whole.");
    all.put(TIME_LIMIT, "A query took longer than --timeout allows and was stopped.");
    all.put(KAFKA, "Kafka does not answer, or not in time; what was committed stays.");
    all.put(TOPIC, "A Kafka topic is missing or not fit for its use.");
    all.put(NOT_AUTHORIZED, "Kafka does not know us, or does not allow it.");
    all.put(FENCED, "Another publisher of the same source has taken over.");
    all.put(TOO_LARGE, "A block of log lines is larger than the topic accepts.");
    all.put(ATTENTION, "status --check found a gap or a warning.");
    all.put(REFUSED, "meter cannot begin there: nothing to resume, a group without offsets, ...");
    all.put(BUG, "A bug in Truecost; please report it.");
    return Collections.unmodifiableMap(all);
  }
}
