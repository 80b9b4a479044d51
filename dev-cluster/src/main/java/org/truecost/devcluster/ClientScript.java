package org.truecost.devcluster;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A shell script that stands in for Flink's own {@code flink}, which Maven does not bring. */
final class ClientScript {
  private ClientScript() {}

  static String of(Launches.Launch client, Path tmp) {
    StringBuilder script =
        new StringBuilder(
            """
            #!/bin/sh
            # Flink's command-line client for this cluster: flink run -d JOB.jar, flink list, flink stop ...
            # Written by truecost dev-cluster up, at each start.
            """);
    for (Map.Entry<String, String> variable : new TreeMap<>(client.environment()).entrySet()) {
      script
          .append(variable.getKey())
          .append('=')
          .append(quoted(variable.getValue()))
          .append("\nexport ")
          .append(variable.getKey())
          .append('\n');
    }
    script.append("mkdir -p ").append(quoted(tmp.toString())).append("\nexec");
    for (String word : client.command()) {
      script.append(' ').append(quoted(word));
    }
    return script.append(" \"$@\"\n").toString();
  }

  /** One word for a shell, whatever is in it. */
  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
