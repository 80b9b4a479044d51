package org.truecost.devcluster;

import static java.util.Objects.requireNonNull;

/**
 * One process of the cluster, whether it runs or not.
 *
 * @param role what it is
 * @param number which of its role, from 1
 */
record MemberName(Role role, int number) {
  MemberName {
    requireNonNull(role, "role");
    if (number < 1 || (number > 1 && !role.several())) {
      throw new IllegalArgumentException("No " + role + " number " + number);
    }
  }

  /** Reads what {@link #toString} wrote. */
  static MemberName parse(String text) {
    for (Role role : Role.values()) {
      if (!role.several() && text.equals(role.toString())) {
        return new MemberName(role, 1);
      }
      if (role.several() && text.startsWith(role + "-")) {
        return new MemberName(role, Integer.parseInt(text.substring(role.toString().length() + 1)));
      }
    }
    throw new IllegalArgumentException("No process of a cluster: " + text);
  }

  /** As in {@code kafka} or {@code taskmanager-2}: its log's name, the beginning of its mark. */
  @Override
  public String toString() {
    return role.several() ? role + "-" + number : role.toString();
  }
}
