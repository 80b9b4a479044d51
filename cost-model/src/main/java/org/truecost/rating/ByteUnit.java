package org.truecost.rating;

/** What a price list means by a gigabyte; the two differ by 7.4 percent. */
public enum ByteUnit {
  /** 10^9 bytes. */
  GB("GB", 1_000_000_000L),
  /** 2^30 bytes, which several price lists also write as "GB". */
  GIB("GiB", 1L << 30);

  private final String label;
  private final long bytes;

  ByteUnit(String label, long bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /** The name used in YAML and reports. */
  public String label() {
    return label;
  }

  public long bytes() {
    return bytes;
  }
}
