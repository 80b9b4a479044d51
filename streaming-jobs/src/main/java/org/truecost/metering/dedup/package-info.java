/**
 * Lines of a source that delivers some of them again count once: fingerprints of the lines that
 * counted, by time, in as much memory as the source's configuration allows. Plain, without an
 * engine.
 */
package org.truecost.metering.dedup;
