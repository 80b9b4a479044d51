package org.truecost.organization;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who is known, and where they come from.
 *
 * @param organizations sorted by id
 * @param attributor finds them by address and time
 */
public record OrganizationCatalog(List<Organization> organizations, Attributor attributor) {
  public OrganizationCatalog {
    List<Organization> sorted = new ArrayList<>(organizations);
    sorted.sort(Comparator.comparing(Organization::id));
    organizations = List.copyOf(sorted);
    requireNonNull(attributor, "attributor");
  }

  /** A catalog without networks, for what needs names only. */
  public static OrganizationCatalog ofOrganizations(Collection<Organization> organizations) {
    return new OrganizationCatalog(List.copyOf(organizations), Attributor.empty());
  }

  /** The organization called {@code id}; empty for pseudo-organizations. */
  public Optional<Organization> byId(String id) {
    return organizations.stream().filter(organization -> organization.id().equals(id)).findFirst();
  }
}
