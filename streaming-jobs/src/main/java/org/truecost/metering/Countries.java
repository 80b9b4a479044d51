package org.truecost.metering;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Countries as logs write them, an ISO 3166 code or an English name, to the code. */
final class Countries {
  static final String UNKNOWN = "unknown";

  private static final Map<String, String> CODES = codes();

  private Countries() {}

  /** The ISO 3166-1 alpha-2 code, or {@link #UNKNOWN}: strangers do not add values. */
  static String code(String logged) {
    return CODES.getOrDefault(logged.strip().toLowerCase(Locale.ROOT), UNKNOWN);
  }

  private static Map<String, String> codes() {
    Map<String, String> codes = new HashMap<>();
    Arrays.stream(Locale.getISOCountries())
        .sorted()
        .forEach(
            code -> {
              Locale country = new Locale.Builder().setRegion(code).build();
              codes.put(code.toLowerCase(Locale.ROOT), code);
              codes.putIfAbsent(
                  country.getDisplayCountry(Locale.ENGLISH).toLowerCase(Locale.ROOT), code);
            });
    return Map.copyOf(codes);
  }
}
