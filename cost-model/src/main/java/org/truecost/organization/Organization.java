package org.truecost.organization;

import static java.util.Objects.requireNonNull;

/**
 * Somebody who uses a registry, as the catalog knows them.
 *
 * @param id kebab-case and stable: it stands in every row
 * @param name how reports write it, when they may
 * @param kind what sort of organization it is
 * @param publication whether it may be named in public
 */
public record Organization(String id, String name, OrganizationKind kind, Publication publication) {
  public Organization {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
    requireNonNull(publication, "publication");
  }
}
