package org.truecost.reports;

import org.truecost.source.ByteMeaning;
import org.truecost.source.Source;

/**
 * What a source's settings say about how well its numbers are known.
 *
 * @param announcedBytes its bytes are announced lengths: an upper bound of what was sent
 * @param assumedRegion its provider serves from many edges, but one region was said for all
 */
public record SourceFacts(boolean announcedBytes, boolean assumedRegion) {
  static final SourceFacts UNKNOWN = new SourceFacts(false, false);

  /**
   * Reads them off a source.
   *
   * @param manyEdges whether its provider's billing region depends on the edge location
   */
  public static SourceFacts of(Source source, boolean manyEdges) {
    return new SourceFacts(
        source.bytes() == ByteMeaning.CONTENT_LENGTH, manyEdges && source.regions().isFixed());
  }
}
