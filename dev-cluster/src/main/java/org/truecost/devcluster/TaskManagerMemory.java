package org.truecost.devcluster;

import java.util.Map;

/**
 * How a TaskManager's memory is divided, in MiB. Flink's shell scripts would work this out; here
 * every part is said, to Flink and to Java.
 *
 * @param taskHeap for the operators' objects
 * @param network for buffers between operators
 */
record TaskManagerMemory(int taskHeap, int network) {
  private static final int FRAMEWORK_HEAP = 64;
  private static final int FRAMEWORK_OFF_HEAP = 64;

  /** Codecs work outside the heap. */
  private static final int TASK_OFF_HEAP = 64;

  /** For state backends that keep state outside the heap, and none does by default. */
  private static final int MANAGED = 32;

  private static final int METASPACE = 192;
  private static final int OVERHEAD = 64;
  private static final int NETWORK_PER_SLOT = 16;
  private static final int LEAST_NETWORK = 64;
  private static final int LEAST_TASK_HEAP = 96;

  /**
   * @throws IllegalArgumentException if {@code total} is too little for so many slots
   */
  static TaskManagerMemory of(int total, int slots) {
    int network = Math.max(LEAST_NETWORK, NETWORK_PER_SLOT * slots);
    int fixed =
        FRAMEWORK_HEAP
            + FRAMEWORK_OFF_HEAP
            + TASK_OFF_HEAP
            + MANAGED
            + METASPACE
            + OVERHEAD
            + network;
    if (total - fixed < LEAST_TASK_HEAP) {
      throw new IllegalArgumentException(
          "memory: "
              + total
              + " MiB are too little for "
              + slots
              + " slots; at least "
              + (fixed + LEAST_TASK_HEAP)
              + " MiB are needed");
    }
    return new TaskManagerMemory(total - fixed, network);
  }

  int heap() {
    return FRAMEWORK_HEAP + taskHeap;
  }

  int direct() {
    return FRAMEWORK_OFF_HEAP + TASK_OFF_HEAP + network;
  }

  int metaspace() {
    return METASPACE;
  }

  /** The keys of Flink's configuration that say the same. */
  Map<String, String> flinkKeys() {
    return Map.ofEntries(
        Map.entry("taskmanager.memory.framework.heap.size", FRAMEWORK_HEAP + "m"),
        Map.entry("taskmanager.memory.framework.off-heap.size", FRAMEWORK_OFF_HEAP + "m"),
        Map.entry("taskmanager.memory.task.heap.size", taskHeap + "m"),
        Map.entry("taskmanager.memory.task.off-heap.size", TASK_OFF_HEAP + "m"),
        Map.entry("taskmanager.memory.managed.size", MANAGED + "m"),
        Map.entry("taskmanager.memory.network.min", network + "m"),
        Map.entry("taskmanager.memory.network.max", network + "m"),
        Map.entry("taskmanager.memory.jvm-metaspace.size", METASPACE + "m"),
        Map.entry("taskmanager.memory.jvm-overhead.min", OVERHEAD + "m"),
        Map.entry("taskmanager.memory.jvm-overhead.max", OVERHEAD + "m"));
  }
}
