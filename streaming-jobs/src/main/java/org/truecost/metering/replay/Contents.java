package org.truecost.metering.replay;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.truecost.tables.CoveredFile;

/** What the input files hold, under whatever name. */
final class Contents {
  private final Set<String> stored = new HashSet<>();
  private final Collection<Decoded> decoded;

  Contents(List<Looked> looked, Map<Looked, Decoded> decoded) {
    looked.forEach(file -> stored.add(file.inspection().storedDigest()));
    this.decoded = List.copyOf(decoded.values());
  }

  /** Whether an input is the metered file, or begins with it. */
  boolean hold(CoveredFile metered) {
    return stored.contains(metered.storedDigest())
        || decoded.stream().anyMatch(file -> file.holds(metered));
  }
}
