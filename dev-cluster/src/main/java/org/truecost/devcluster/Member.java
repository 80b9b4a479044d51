package org.truecost.devcluster;

import static java.util.Objects.requireNonNull;

/**
 * A process as it was started.
 *
 * @param name which one
 * @param pid its process id
 * @param mark a word of its command line that no other process has: ids are used again
 */
record Member(MemberName name, long pid, String mark) {
  Member {
    requireNonNull(name, "name");
    requireNonNull(mark, "mark");
  }
}
