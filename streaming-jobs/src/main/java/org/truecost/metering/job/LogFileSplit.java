package org.truecost.metering.job;

import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One file of the plan, to be read from a place on.
 *
 * @param fileIndex which planned file
 * @param position decoded bytes that have been delivered
 */
record LogFileSplit(int fileIndex, long position) implements SourceSplit {
  @Override
  public String splitId() {
    return Integer.toString(fileIndex);
  }
}
