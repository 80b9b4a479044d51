package org.truecost.request;

import java.util.Locale;

/** What a request asked a registry for. A closed set; every byte of every kind is billed. */
public enum RequestKind {
  /** A package file: wheel, crate, gem, tarball, jar, vsix. */
  ARTIFACT,
  /** Index, packument, POM, compact index, readme: what a client reads to decide. */
  METADATA,
  /** Checksums, signatures, provenance. */
  SIGNATURE,
  /** Uploads, yanks, deletions. */
  PUBLISH,
  SEARCH,
  API,
  /** Pages and their assets, for people. */
  WEB,
  /** An answer that only points elsewhere (301, 302, 303, 307, 308). */
  REDIRECT,
  /** Traffic inside the CDN: shield, tiered fill, worker subrequests. Never a client's. */
  CDN_INTERNAL,
  OTHER;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The name used in YAML, Parquet and reports. */
  public String label() {
    return label;
  }
}
