package org.truecost.organization;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.CsvFile;
import org.truecost.config.Kebab;
import org.truecost.config.Problems;

/**
 * Reads {@code config/organizations/*.csv}; the README beside these files says what they hold.
 *
 * <p>A file's kind is the end of its name: {@code organizations.csv}, {@code networks.csv} or
 * {@code providers.csv}, each with any {@code something-} before.
 */
public final class OrganizationCatalogLoader {
  private static final String FOLDER = "organizations";
  private static final Set<String> PSEUDO_ORGANIZATIONS =
      Set.of(
          "unattributed",
          "unknown",
          "cloud-tenant-unknown",
          "shared-egress",
          "residential",
          "none",
          "other");

  private final ConfigDirectory config;
  private final Problems problems;
  private final Map<String, Organization> organizations = new TreeMap<>();
  private final Map<String, String> placeOfOrganization = new HashMap<>();

  private OrganizationCatalogLoader(ConfigDirectory config, Problems problems) {
    this.config = config;
    this.problems = problems;
  }

  /**
   * The organizations and networks of a configuration; empty ones if it has none.
   *
   * @throws org.truecost.config.ConfigException with all problems of all files
   */
  public static OrganizationCatalog load(ConfigDirectory config) {
    Problems problems = new Problems();
    OrganizationCatalog catalog = load(config, problems);
    problems.throwIfAny();
    return catalog;
  }

  /** As {@link #load(ConfigDirectory)}, for a caller who collects the problems of more. */
  public static OrganizationCatalog load(ConfigDirectory config, Problems problems) {
    return new OrganizationCatalogLoader(config, problems).load();
  }

  private OrganizationCatalog load() {
    List<String> files = config.list(FOLDER, ".csv");
    for (String file : files) {
      if (!isKind(file, "organizations")
          && !isKind(file, "networks")
          && !isKind(file, "providers")) {
        problems.add(
            config.display(file),
            "",
            "has a name that says nothing; it ends in organizations.csv, networks.csv or"
                + " providers.csv");
      }
    }
    files.stream().filter(file -> isKind(file, "organizations")).forEach(this::organizations);
    var customers = new ArrayList<CustomerNetwork>();
    NetworkOverlaps owners = new NetworkOverlaps();
    files.stream()
        .filter(file -> isKind(file, "networks"))
        .forEach(file -> networks(file, customers, owners));
    var providers = new ArrayList<ProviderNetwork>();
    NetworkOverlaps carriers = new NetworkOverlaps();
    files.stream()
        .filter(file -> isKind(file, "providers"))
        .forEach(file -> providers(file, providers, carriers));
    return new OrganizationCatalog(
        List.copyOf(organizations.values()), AttributorBuilder.build(customers, providers));
  }

  private static boolean isKind(String path, String kind) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.equals(kind + ".csv") || name.endsWith("-" + kind + ".csv");
  }

  private void organizations(String path) {
    for (CsvFile.Row row : rows(path, List.of("id", "name", "kind"), List.of("publication"))) {
      String id = row.requiredText("id");
      String name = row.requiredText("name");
      Optional<OrganizationKind> kind =
          row.choice("kind", List.of(OrganizationKind.values()), OrganizationKind::label);
      Optional<Publication> publication =
          row.text("publication").isEmpty()
              ? Optional.of(Publication.PRIVATE)
              : row.choice("publication", List.of(Publication.values()), Publication::label);
      if (!id.isEmpty() && !Kebab.isKebab(id)) {
        row.problem("id", "\"" + id + "\" " + Kebab.RULE);
      } else if (PSEUDO_ORGANIZATIONS.contains(id)) {
        row.problem("id", "\"" + id + "\" is the name of a pseudo-organization; take another");
      } else if (placeOfOrganization.containsKey(id)) {
        row.problem("id", "\"" + id + "\" is already in " + placeOfOrganization.get(id));
      } else if (!id.isEmpty()) {
        placeOfOrganization.put(id, row.position());
        organizations.put(
            id,
            new Organization(
                id,
                name,
                kind.orElse(OrganizationKind.COMPANY),
                publication.orElse(Publication.PRIVATE)));
      }
    }
  }

  private void networks(String path, List<CustomerNetwork> networks, NetworkOverlaps owners) {
    for (CsvFile.Row row :
        rows(
            path,
            List.of("cidr", "organization_id"),
            List.of("valid_from", "valid_to", "source"))) {
      Optional<Cidr> cidr = cidr(row);
      String organization = row.requiredText("organization_id");
      Optional<ValidityPeriod> validity = validity(row);
      if (!organization.isEmpty() && !organizations.containsKey(organization)) {
        row.problem(
            "organization_id",
            "\""
                + organization
                + "\" is in no organizations.csv"
                + Problems.hint(organization, organizations.keySet()));
      } else if (cidr.isPresent() && validity.isPresent()) {
        owners
            .add(cidr.get(), validity.get(), organization, row)
            .ifPresent(
                conflict ->
                    row.problem(
                        "cidr",
                        row.text("cidr")
                            + " of \""
                            + organization
                            + "\" is already \""
                            + conflict.owner()
                            + "\" in "
                            + conflict.row().position()
                            + "; end one's validity before the other's begins"));
        networks.add(new CustomerNetwork(cidr.get(), organization, validity.get()));
      }
    }
  }

  private void providers(String path, List<ProviderNetwork> networks, NetworkOverlaps carriers) {
    Set<NetworkKind> kinds = EnumSet.complementOf(EnumSet.of(NetworkKind.UNKNOWN));
    for (CsvFile.Row row :
        rows(
            path,
            List.of("cidr", "network_provider", "network_kind"),
            List.of("valid_from", "valid_to", "source"))) {
      Optional<Cidr> cidr = cidr(row);
      String provider = row.requiredText("network_provider");
      Optional<NetworkKind> kind = row.choice("network_kind", kinds, NetworkKind::label);
      Optional<ValidityPeriod> validity = validity(row);
      if (!provider.isEmpty() && !Kebab.isKebab(provider)) {
        row.problem("network_provider", "\"" + provider + "\" " + Kebab.RULE);
      } else if (cidr.isPresent() && kind.isPresent() && validity.isPresent()) {
        String owner = provider + " (" + kind.get().label() + ")";
        carriers
            .add(cidr.get(), validity.get(), owner, row)
            .ifPresent(
                conflict ->
                    row.problem(
                        "cidr",
                        row.text("cidr")
                            + " of "
                            + owner
                            + " is already "
                            + conflict.owner()
                            + " in "
                            + conflict.row().position()
                            + "; end one's validity before the other's begins"));
        networks.add(new ProviderNetwork(cidr.get(), provider, kind.get(), validity.get()));
      }
    }
  }

  private List<CsvFile.Row> rows(String path, List<String> required, List<String> optional) {
    Path file = config.display(path);
    return CsvFile.read(file, config.bytes(path).orElseThrow(), required, optional, problems);
  }

  private static Optional<Cidr> cidr(CsvFile.Row row) {
    String text = row.requiredText("cidr");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Cidr.parse(text));
    } catch (IllegalArgumentException e) {
      row.problem("cidr", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<ValidityPeriod> validity(CsvFile.Row row) {
    Optional<LocalDate> from = row.date("valid_from");
    Optional<LocalDate> to = row.date("valid_to");
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      row.problem(
          "valid_to",
          to.get() + " is not after valid_from " + from.get() + ": the end is exclusive");
      return Optional.empty();
    }
    boolean isWrong =
        from.isEmpty() != row.text("valid_from").isEmpty()
            || to.isEmpty() != row.text("valid_to").isEmpty();
    return isWrong
        ? Optional.empty()
        : Optional.of(ValidityPeriod.ofDays(from.orElse(null), to.orElse(null)));
  }
}
