package org.truecost.source;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One stream of logs of one registry service.
 *
 * @param id kebab-case and stable: it stands in every row
 * @param registry whose paths the log holds
 * @param provider the CDN or cloud that serves and bills; rate cards name providers
 * @param billingAccount whose volume adds up to a tier
 * @param format how lines are written
 * @param files globs below the replayed directory
 * @param pathPrefix stripped before the registry reads a path, may be empty
 * @param bytes what the byte field counts
 * @param client what the log knows of the client
 * @param sample what part of the traffic the log holds
 * @param regions edge location to billing region
 * @param validFrom events before are rejected
 * @param validTo events at or after are rejected; far in the future if open
 * @param hosts expected hosts, empty if unchecked
 * @param grain how fine its downloads are kept
 * @param expectation what completeness is judged against; null if not declared
 * @param deduplication how lines that come again are found; null if all lines count
 */
public record Source(
    String id,
    Registry registry,
    String provider,
    String billingAccount,
    FormatSpec format,
    List<String> files,
    String pathPrefix,
    ByteMeaning bytes,
    ClientKnowledge client,
    Sampling sample,
    BillingRegions regions,
    Instant validFrom,
    Instant validTo,
    List<String> hosts,
    PackageGrain grain,
    Expectation expectation,
    Deduplication deduplication) {

  public Source {
    requireNonNull(id, "id");
    requireNonNull(registry, "registry");
    requireNonNull(provider, "provider");
    requireNonNull(billingAccount, "billingAccount");
    requireNonNull(format, "format");
    files = List.copyOf(files);
    requireNonNull(pathPrefix, "pathPrefix");
    requireNonNull(bytes, "bytes");
    requireNonNull(client, "client");
    requireNonNull(sample, "sample");
    requireNonNull(regions, "regions");
    requireNonNull(validFrom, "validFrom");
    requireNonNull(validTo, "validTo");
    hosts = List.copyOf(hosts);
    requireNonNull(grain, "grain");
  }

  /** What completeness is judged against, if the operator declared it. */
  public Optional<Expectation> declaredExpectation() {
    return Optional.ofNullable(expectation);
  }

  /** How lines that come again are found, if the operator asked for it. */
  public Optional<Deduplication> declaredDeduplication() {
    return Optional.ofNullable(deduplication);
  }
}
