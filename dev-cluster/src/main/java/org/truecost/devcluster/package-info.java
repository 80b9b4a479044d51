/**
 * A real Kafka broker and a real Flink cluster as processes on this machine, from the jars that
 * Maven brings: for trying the production path, and for tests that kill its parts.
 *
 * <p>Nothing here knows a class of Kafka or Flink. Their programs are started by name in JVMs of
 * their own, and asked over their wire protocols.
 */
package org.truecost.devcluster;
