package org.truecost.organization;

import static java.util.Objects.requireNonNull;

/**
 * Whose request it was, by what evidence. No address is left in it.
 *
 * @param organization id of a catalog organization, or the label of the method for a
 *     pseudo-organization ({@code unattributed} for {@link AttributionMethod#NONE})
 * @param method how the organization was found
 * @param confidence how sure that is
 * @param networkProvider the client's cloud or carrier (never the serving CDN), or {@code unknown}
 * @param networkKind kind of the client's network
 */
public record Attribution(
    String organization,
    AttributionMethod method,
    Confidence confidence,
    String networkProvider,
    NetworkKind networkKind) {

  /** Nothing is known about the client. */
  public static final Attribution UNATTRIBUTED =
      new Attribution(
          "unattributed", AttributionMethod.NONE, Confidence.NONE, "unknown", NetworkKind.UNKNOWN);

  public Attribution {
    requireNonNull(organization, "organization");
    requireNonNull(method, "method");
    requireNonNull(confidence, "confidence");
    requireNonNull(networkProvider, "networkProvider");
    requireNonNull(networkKind, "networkKind");
  }
}
