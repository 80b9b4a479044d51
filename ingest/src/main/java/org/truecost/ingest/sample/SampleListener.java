package org.truecost.ingest.sample;

/** Sees each well-formed request as its line is written; a repeated line is seen twice. */
@FunctionalInterface
interface SampleListener {
  /** The request is reused for the next line. */
  void wrote(SampleRequest request);
}
