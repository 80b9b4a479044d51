package org.truecost.ingest.sample;

/** Where edges stand, by airport code, with the country that their clients are mostly in. */
final class EdgeLocations {
  /** Published: the United States near half of clients, the rest by estimate. */
  private static final String[][] PLACES = {
    {"IAD", "US", "United States", "ashburn", "US-East"},
    {"IAD", "US", "United States", "ashburn", "US-East"},
    {"IAD", "US", "United States", "boydton", "US-East"},
    {"SJC", "US", "United States", "san jose", "US-West"},
    {"SEA", "US", "United States", "quincy", "US-West"},
    {"CMH", "US", "United States", "columbus", "US-Central"},
    {"DFW", "US", "United States", "dallas", "US-Central"},
    {"ORD", "US", "United States", "council bluffs", "US-Central"},
    {"FRA", "DE", "Germany", "frankfurt am main", "EU-Central"},
    {"FRA", "DE", "Germany", "frankfurt am main", "EU-Central"},
    {"AMS", "NL", "Netherlands", "amsterdam", "EU-West"},
    {"DUB", "IE", "Ireland", "dublin", "EU-West"},
    {"LHR", "GB", "United Kingdom", "london", "EU-West"},
    {"CDG", "FR", "France", "paris", "EU-West"},
    {"NRT", "JP", "Japan", "tokyo", "APAC"},
    {"SIN", "SG", "Singapore", "singapore", "APAC"},
    {"BOM", "IN", "India", "mumbai", "APAC"},
    {"GRU", "BR", "Brazil", "sao paulo", "LATAM"}
  };

  private EdgeLocations() {}

  static int count() {
    return PLACES.length;
  }

  static String code(int edge) {
    return PLACES[edge][0];
  }

  static String countryCode(int edge) {
    return PLACES[edge][1];
  }

  static String country(int edge) {
    return PLACES[edge][2];
  }

  static String city(int edge) {
    return PLACES[edge][3];
  }

  static String region(int edge) {
    return PLACES[edge][4];
  }
}
