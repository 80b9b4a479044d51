package org.truecost.catalog;

import static java.util.Objects.requireNonNull;

import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.organization.Attributor;
import org.truecost.organization.OrganizationCatalog;
import org.truecost.organization.OrganizationCatalogLoader;

/**
 * What a metering run needs from {@code config/} besides its sources, which may lie elsewhere.
 *
 * @param organizations who is known, and by which networks
 * @param digest SHA-256, in hex, of every file that can change a metered row: the {@code
 *     catalog_digest} of the tables
 */
public record MeteringCatalog(OrganizationCatalog organizations, String digest) {
  /** The folders whose files decide what a metered row says. Prices are not among them. */
  private static final String[] FOLDERS = {
    "downloads/", "organizations/", "packages/", "regions/", "traffic/"
  };

  public MeteringCatalog {
    requireNonNull(organizations, "organizations");
    requireNonNull(digest, "digest");
  }

  /**
   * Loads everything.
   *
   * @throws org.truecost.config.ConfigException with all problems of all files
   */
  public static MeteringCatalog load(ConfigDirectory config) {
    Problems problems = new Problems();
    OrganizationCatalog organizations = OrganizationCatalogLoader.load(config, problems);
    problems.throwIfAny();
    return new MeteringCatalog(organizations, config.digest(FOLDERS));
  }

  /** Finds the organization of an address at an event's time. */
  public Attributor attributor() {
    return organizations.attributor();
  }
}
