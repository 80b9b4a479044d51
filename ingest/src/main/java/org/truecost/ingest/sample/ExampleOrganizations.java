package org.truecost.ingest.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.truecost.ingest.sample.Clients.Network;

/**
 * Writes the catalog of the invented organizations: {@code example-organizations.csv}, {@code
 * example-networks.csv} and {@code example-providers.csv}.
 */
public final class ExampleOrganizations {
  private static final String[] TRADES = {
    "Robotics",
    "Bank",
    "Logistics",
    "Games",
    "Health",
    "Retail",
    "Energy",
    "Media",
    "Telecom",
    "Insurance",
    "Automotive",
    "Travel",
    "Software",
    "Foods",
    "Aerospace",
    "Analytics"
  };
  private static final String SOURCE = "invented";

  /** 198.51.100.0/24 belongs to the first of these, and from a midnight on to the second. */
  static final String MOVED_FROM = "example-bank-0001";

  static final String MOVED_TO = "example-logistics-0002";

  /** 2026-10-16T00:00:00Z in microseconds. */
  static final long MOVED_AT = 1_792_108_800_000_000L;

  private ExampleOrganizations() {}

  /** The id of the {@code index}-th named organization. */
  static String id(int index) {
    return "example-" + trade(index).toLowerCase(Locale.ROOT) + "-" + digits(index);
  }

  /** The id of the {@code index}-th university. */
  static String universityId(int index) {
    return "example-university-" + digits(index);
  }

  private static String trade(int index) {
    return TRADES[index % TRADES.length];
  }

  private static String digits(int number) {
    String text = Integer.toString(number);
    return "0000".substring(Math.min(4, text.length())) + text;
  }

  /**
   * Writes the three files into {@code directory}, over what is there.
   *
   * @throws IOException if one cannot be written
   */
  public static void write(Path directory) throws IOException {
    Clients clients = new Clients();
    StringBuilder organizations =
        new StringBuilder("# Invented organizations of the sample logs. None of them exists.\n")
            .append("id,name,kind,publication\n");
    StringBuilder networks =
        new StringBuilder("# Networks of the invented organizations; reserved addresses only.\n")
            .append("cidr,organization_id,valid_from,valid_to,source\n");
    int names = clients.namedRanks().size();
    for (int i = 0; i < names; i++) {
      String publication = i % 3 == 0 ? "public" : "private";
      organizations.append(id(i)).append(",Example ").append(trade(i)).append(' ');
      organizations.append(digits(i)).append(",company,").append(publication).append('\n');
      for (Network network : Network.values()) {
        if (mayHold(clients.namedRanks().get(i), network)) {
          networks.append(block(network, i)).append(',').append(id(i)).append(",,,");
          networks.append(SOURCE).append('\n');
          networks.append(block6(network, i)).append(',').append(id(i)).append(",,,");
          networks.append(SOURCE).append('\n');
        }
      }
    }
    for (int i = 0; i < Clients.UNIVERSITIES; i++) {
      organizations.append(universityId(i)).append(",Example University ").append(digits(i));
      organizations.append(",education,").append(i % 2 == 0 ? "public" : "private").append('\n');
      networks.append(block(Network.EDUCATION, i)).append(',').append(universityId(i));
      networks.append(",,,").append(SOURCE).append('\n');
      networks.append(block6(Network.EDUCATION, i)).append(',').append(universityId(i));
      networks.append(",,,").append(SOURCE).append('\n');
    }
    networks.append("198.51.100.0/24,").append(MOVED_FROM).append(",,2026-10-16,").append(SOURCE);
    networks.append("\n198.51.100.0/24,").append(MOVED_TO).append(",2026-10-16,,").append(SOURCE);
    networks.append('\n');

    StringBuilder providers =
        new StringBuilder("# Invented clouds and carriers of the sample logs.\n")
            .append("cidr,network_provider,network_kind,valid_from,valid_to,source\n");
    for (Network network : Network.values()) {
      providers.append(dotted(network.first)).append('/').append(32 - network.bits).append(',');
      providers.append(network.provider).append(',').append(network.kind).append(",,,");
      providers.append(SOURCE).append('\n');
      providers.append("2001:db8:").append(Integer.toHexString(network.group)).append("000::/36,");
      providers.append(network.provider).append(',').append(network.kind).append(",,,");
      providers.append(SOURCE).append('\n');
    }
    Files.createDirectories(directory);
    put(directory.resolve("example-organizations.csv"), organizations);
    put(directory.resolve("example-networks.csv"), networks);
    put(directory.resolve("example-providers.csv"), providers);
  }

  private static boolean mayHold(int rank, Network network) {
    return switch (network) {
      case COMPANIES -> true;
      case CLOUD_A, CLOUD_B, CLOUD_C, CLOUD_D -> uses(rank, network);
      default -> false;
    };
  }

  private static boolean uses(int rank, Network network) {
    for (long workload = 0; workload < 64; workload++) {
      if (Clients.cloud(Clients.cloudOf(rank, workload)) == network) {
        return true;
      }
    }
    return false;
  }

  private static String block(Network network, int index) {
    return dotted(network.first + ((long) index << 8)) + "/24";
  }

  private static String block6(Network network, int index) {
    return "2001:db8:" + Integer.toHexString((network.group << 12) | index) + "::/48";
  }

  private static String dotted(long address) {
    return (address >>> 24 & 255)
        + "."
        + (address >>> 16 & 255)
        + "."
        + (address >>> 8 & 255)
        + "."
        + (address & 255);
  }

  private static void put(Path file, StringBuilder text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
