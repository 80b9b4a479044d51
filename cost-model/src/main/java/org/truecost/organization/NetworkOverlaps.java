package org.truecost.organization;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.truecost.config.CsvFile;

/** Finds two entries that claim one block for different owners at the same time. */
final class NetworkOverlaps {
  private final Map<Cidr, List<Claim>> claims = new HashMap<>();

  /** Who claims a block, when, and in which row. */
  record Claim(String owner, ValidityPeriod validity, CsvFile.Row row) {}

  /** Adds a claim; an earlier one that contradicts it, if there is one. */
  Optional<Claim> add(Cidr cidr, ValidityPeriod validity, String owner, CsvFile.Row row) {
    List<Claim> ofBlock = claims.computeIfAbsent(cidr, key -> new ArrayList<>(1));
    Optional<Claim> conflict =
        ofBlock.stream()
            .filter(claim -> !claim.owner().equals(owner) && claim.validity().overlaps(validity))
            .findFirst();
    ofBlock.add(new Claim(owner, validity, row));
    return conflict;
  }
}
