package org.truecost.cli.kafka;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process serves to Prometheus.
 *
 * @param lines in its text format
 */
record Scrape(List<String> lines) {
  private static final Pattern WHERE =
      Pattern.compile("Metrics at (http://127\\.0\\.0\\.1:\\S+)\\.");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static Scrape of(PublishChild child) throws Exception {
    Matcher where = WHERE.matcher(child.said());
    if (!where.find()) {
      throw new IOException("It does not say where its metrics are: " + child.said());
    }
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(where.group(1))).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(where.group(1) + " answers " + answer.statusCode());
    }
    return new Scrape(answer.body().lines().filter(line -> !line.startsWith("#")).toList());
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    lines.forEach(line -> names.add(line.split("[{ ]", 2)[0]));
    return names;
  }

  /** The sum over all labels. */
  double sum(String name) {
    return sum(name, line -> true);
  }

  /** The sum over all other labels than this. */
  double sum(String name, String label, String value) {
    return sum(name, line -> line.contains(label + "=\"" + value + "\""));
  }

  private double sum(String name, java.util.function.Predicate<String> which) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(which)
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .mapToDouble(Double::parseDouble)
        .filter(number -> !Double.isNaN(number))
        .sum();
  }
}
