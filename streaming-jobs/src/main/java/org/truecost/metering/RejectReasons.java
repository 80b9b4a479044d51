package org.truecost.metering;

import java.util.Locale;
import org.truecost.ingest.format.LineOutcome;

/** What the reasons in the table {@code rejects} mean, a sentence each. */
public final class RejectReasons {
  private RejectReasons() {}

  /** What a reason means; of one that this version does not know, nothing more than its name. */
  public static String sentence(String reason) {
    for (LineOutcome outcome : LineOutcome.values()) {
      if (outcome.label().equals(reason)) {
        return sentence(outcome);
      }
    }
    return reason.replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  /** What an outcome means. */
  static String sentence(LineOutcome outcome) {
    return switch (outcome) {
      case REQUEST -> "a request";
      case DIRECTIVE -> "a line about lines";
      case BLANK -> "nothing but white space";
      case MALFORMED -> "the line does not have the shape of its source's format";
      case TOO_FEW_FIELDS -> "the line was cut, or the header in force is of another file";
      case MISSING_FIELD -> "time, path or status is missing; every line needs them";
      case UNKNOWN_VERSION -> "this version of the format is not known";
      case NO_HEADER -> "no #Fields line came before it";
      case BAD_TIME -> "the time cannot be read";
      case BAD_STATUS -> "the status is no HTTP status";
      case BAD_BYTES -> "the bytes are no whole number";
      case BAD_METHOD -> "the method is no HTTP method";
      case BAD_CLIENT -> "the client is neither an address nor a hash";
      case OTHER_FORMAT -> "the line is of another known format";
      case LINE_TOO_LONG -> "longer than 1 MiB; nothing of it was kept";
      case BYTES_OUT_OF_RANGE -> "more than 2^40 bytes in one response are not believed";
      case BEFORE_VALIDITY -> "the event is before the source's valid_from";
      case AFTER_VALIDITY -> "the event is not before the source's valid_to";
      case IN_THE_FUTURE -> "the event is five minutes or more after the time it was judged by";
      case UNEXPECTED_HOST -> "the host is not among the source's hosts";
      case CORRUPT_COMPRESSION -> "the compressed file broke here; what came before it counts";
      case COMPRESSION_BOMB -> "the compressed file grew beyond all measure here";
      case UNREADABLE_FILE -> "the file could not be read on";
      case NOT_A_BLOCK -> "a Kafka record that calls itself a block of lines and is none";
      case UNKNOWN_SOURCE -> "the configuration had no source for it";
    };
  }
}
