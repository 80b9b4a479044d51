package org.truecost.metering.job;

/**
 * Ids by which Flink finds an operator's state again. They are a promise to every running job:
 * after a change, a job restored from a savepoint silently starts that operator with empty totals,
 * and what it held is missing from the bill.
 */
final class OperatorUids {
  static final String SOURCE = "log-blocks";
  static final String METER = "meter";
  static final String COMPARISON = "compared-lines";
  static final String TOTALS = "totals";
  static final String SINK = "tables";

  private OperatorUids() {}
}
