package org.truecost.ingest.registry;

/** The path grammar of one registry. Stateless, or read-only after construction. */
public interface RegistryPaths {
  /**
   * Reads a path: no scheme, no host, no query, prefix of the source stripped, still
   * percent-encoded as the client sent it ({@code times} is how often it may have to be decoded:
   * once for most logs, up to twice for CloudFront and S3 keys).
   *
   * <p>Never throws: what a registry does not know is {@link PathReading#OTHER}.
   */
  PathReading read(String path, int times);
}
