package org.truecost.ingest.sample;

/** Writes a request as one line of a log format, without its line feed. */
@FunctionalInterface
interface LineWriter {
  void write(SampleRequest request, LineBuffer out);
}
