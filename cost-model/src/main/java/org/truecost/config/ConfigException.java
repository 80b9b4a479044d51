package org.truecost.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Configuration that cannot be used, with all its problems. Its message is meant for a person. */
public final class ConfigException extends RuntimeException {
  private final transient List<Problems.Problem> problems;

  public ConfigException(List<Problems.Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  public List<Problems.Problem> problems() {
    return problems;
  }

  private static String message(List<Problems.Problem> problems) {
    Map<String, List<Problems.Problem>> byFile =
        problems.stream()
            .collect(
                Collectors.groupingBy(
                    Problems.Problem::file, LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder();
    byFile.forEach(
        (file, inFile) -> {
          text.append(file)
              .append(": ")
              .append(inFile.size())
              .append(inFile.size() == 1 ? " problem\n" : " problems\n");
          for (Problems.Problem problem : inFile) {
            text.append("  ").append(problem.entry());
            if (!problem.entry().isEmpty()) {
              text.append(": ");
            }
            text.append(problem.message()).append('\n');
          }
        });
    return text.toString().stripTrailing();
  }
}
