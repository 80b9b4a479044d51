package org.truecost.ingest.sample;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was generated: the truth that a replay of the sample can be held against.
 *
 * @param files files written, without the duplicate one
 * @param lines data lines, good and malformed
 * @param headerLines lines that start with {@code #}
 * @param malformed lines damaged on purpose
 * @param repeated lines written twice in a row; both count
 * @param bytes decoded bytes of all files
 * @param requestsByClass requests per true traffic class label
 * @param requestsByOrganization requests per named organization, and under {@code ""} all others
 * @param linesBySource data lines per source
 */
public record SampleSummary(
    long files,
    long lines,
    long headerLines,
    long malformed,
    long repeated,
    long bytes,
    SortedMap<String, Long> requestsByClass,
    SortedMap<String, Long> requestsByOrganization,
    SortedMap<String, Long> linesBySource) {

  public SampleSummary {
    requestsByClass = copy(requireNonNull(requestsByClass, "requestsByClass"));
    requestsByOrganization = copy(requireNonNull(requestsByOrganization, "requestsByOrganization"));
    linesBySource = copy(requireNonNull(linesBySource, "linesBySource"));
  }

  private static SortedMap<String, Long> copy(Map<String, Long> counts) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }
}
