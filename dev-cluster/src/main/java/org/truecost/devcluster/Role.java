package org.truecost.devcluster;

/** What a process of the cluster is, in the order in which they are started. */
public enum Role {
  ZOOKEEPER("zookeeper", false),
  KAFKA("kafka", false),
  JOB_MANAGER("jobmanager", true),
  TASK_MANAGER("taskmanager", true);

  private final String text;
  private final boolean several;

  Role(String text, boolean several) {
    this.text = text;
    this.several = several;
  }

  /** Whether a cluster may have more than one. */
  boolean several() {
    return several;
  }

  /** Whether it is one of Flink's, which can be asked for metrics. */
  boolean hasMetrics() {
    return this == JOB_MANAGER || this == TASK_MANAGER;
  }

  @Override
  public String toString() {
    return text;
  }
}
