package org.truecost.rating;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;
import org.truecost.config.Section;
import org.truecost.config.Yaml;
import org.truecost.source.BillingRegions;

/** Reads {@code rate-cards/*.yaml}, one card a file, and reports all that is wrong with them. */
public final class RateCardLoader {
  private static final String FOLDER = "rate-cards";
  private static final Pattern KEBAB_CASE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final Problems problems;
  private final List<RateCard> cards = new ArrayList<>();
  private final List<Validity> validities = new ArrayList<>();
  private final Map<String, Path> fileById = new HashMap<>();

  private RateCardLoader(Problems problems) {
    this.problems = requireNonNull(problems, "problems");
  }

  /** When a card holds; kept even if its prices are wrong, to report overlaps in the same run. */
  private record Validity(Section top, String id, String provider, LocalDate from, LocalDate to) {
    boolean overlaps(Validity other) {
      return provider.equals(other.provider)
          && (to == null || other.from.isBefore(to))
          && (other.to == null || from.isBefore(other.to));
    }
  }

  /**
   * All rate cards of a configuration.
   *
   * @throws org.truecost.config.ConfigException with every problem found
   */
  public static RateCards load(ConfigDirectory config) {
    Problems problems = new Problems();
    RateCards cards = load(config, problems);
    problems.throwIfAny();
    return cards;
  }

  /** All rate cards that can be used; what is wrong with the others goes to {@code problems}. */
  public static RateCards load(ConfigDirectory config, Problems problems) {
    RateCardLoader loader = new RateCardLoader(problems);
    for (String path : config.list(FOLDER, ".yaml")) {
      Path file = config.display(path);
      byte[] bytes = config.bytes(path).orElseThrow();
      Yaml.read(file, bytes, problems).ifPresent(loader::card);
    }
    loader.overlaps();
    return new RateCards(loader.cards);
  }

  private void card(Section top) {
    final int problemsBefore = problems.all().size();
    String id = top.requiredText("id");
    if (top.has("id") && !KEBAB_CASE.matcher(id).matches()) {
      top.problem("id", "\"" + id + "\" is not kebab-case, such as fastly-list-2026");
    }
    Path other = fileById.putIfAbsent(id, top.file());
    if (other != null) {
      top.problem("id", "\"" + id + "\" is already the id of " + other);
    }
    String provider = top.requiredText("provider");
    final String currency = currency(top);
    final ByteUnit unit = unit(top);
    LocalDate validFrom = requiredDate(top, "valid_from");
    LocalDate validTo = top.date("valid_to", null);
    firstOfMonth(top, "valid_from", validFrom);
    firstOfMonth(top, "valid_to", validTo);
    if (validFrom != null && validTo != null && !validFrom.isBefore(validTo)) {
      top.problem(
          "valid_to", validTo + " is not after valid_from; it is the first day no longer covered");
    } else if (validFrom != null && !provider.isEmpty()) {
      validities.add(new Validity(top, id, provider, validFrom, validTo));
    }
    String source = top.requiredText("source");
    LocalDate retrieved = requiredDate(top, "retrieved");
    PriceKind kind = top.choice("kind", List.of(PriceKind.values()), PriceKind::label, null);
    String note = top.text("note", "");
    List<PriceEntry> prices = new ArrayList<>();
    List<Section> meters = top.sections("meters");
    if (meters.isEmpty()) {
      top.problem("meters", "must list at least one meter: egress or requests");
    }
    Set<Meter> seen = new HashSet<>();
    for (Section meter : meters) {
      meter(meter, unit, kind, seen, prices);
    }
    top.close();
    if (problems.all().size() == problemsBefore) {
      cards.add(
          new RateCard(
              id, provider, currency, unit, validFrom, validTo, source, retrieved, kind, note,
              prices));
    }
  }

  private void meter(
      Section section, ByteUnit unit, PriceKind kind, Set<Meter> seen, List<PriceEntry> prices) {
    boolean known = section.has("meter");
    Meter meter = section.choice("meter", List.of(Meter.values()), Meter::label, null);
    if (known && !seen.add(meter)) {
      section.problem("meter", "\"" + meter.label() + "\" is listed twice; list its prices once");
    }
    long per = per(section, meter, unit);
    List<Section> entries = section.sections("prices");
    if (entries.isEmpty()) {
      section.problem("prices", "must list at least one price");
    }
    TierScope fallback =
        entries.stream().anyMatch(entry -> entry.has("regions"))
            ? TierScope.REGION
            : TierScope.BILLING_ACCOUNT;
    TierScope scope =
        section.choice("tier_scope", List.of(TierScope.values()), TierScope::label, fallback);
    if (scope == TierScope.BILLING_ACCOUNT && entries.size() > 1) {
      section.problem(
          "prices",
          "has "
              + entries.size()
              + " entries, but tiers of scope billing_account need one price for all regions;"
              + " use tier_scope region or pool");
    }
    Set<String> taken = new HashSet<>();
    for (Section entry : entries) {
      Set<String> regions = regions(entry, scope, taken);
      PriceKind entryKind =
          entry.choice("kind", List.of(PriceKind.values()), PriceKind::label, kind);
      List<Tier> tiers = tiers(entry, meter == Meter.EGRESS ? per : 1);
      entry.close();
      if (!tiers.isEmpty()) {
        prices.add(new PriceEntry(meter, scope, regions, new Tariff(per, tiers, entryKind)));
      }
    }
    section.close();
  }

  private static long per(Section section, Meter meter, ByteUnit unit) {
    if (meter == Meter.EGRESS) {
      if (section.has("per")) {
        section.wholeNumber("per", 1, 1);
        section.problem("per", "is for requests; egress is priced per unit of the card");
      }
      return unit.bytes();
    }
    if (!section.has("per")) {
      section.problem("per", "is missing; say how many requests one price is for, such as 10000");
      return 1;
    }
    long per = section.wholeNumber("per", 1, 1);
    if (!Tariff.dividesExactly(per)) {
      section.problem("per", per + " gives endless decimals; use a power of ten, such as 10000");
      return 1;
    }
    return per;
  }

  private static Set<String> regions(Section entry, TierScope scope, Set<String> taken) {
    List<String> named = entry.texts("regions");
    if (scope == TierScope.BILLING_ACCOUNT && !named.isEmpty()) {
      entry.problem(
          "regions", "cannot be named where all regions share tiers (tier_scope billing_account)");
    }
    if (scope != TierScope.BILLING_ACCOUNT && named.isEmpty()) {
      entry.problem("regions", "must name at least one billing region");
    }
    Set<String> regions = new HashSet<>();
    for (String region : named) {
      if (region.equals(BillingRegions.UNKNOWN)) {
        entry.problem(
            "regions", "\"unknown\" cannot have a price: usage of unknown places stays unrated");
      } else if (!KEBAB_CASE.matcher(region).matches()) {
        entry.problem("regions", "\"" + region + "\" is not kebab-case, such as au-nz");
      } else if (!taken.add(region)) {
        entry.problem("regions", "\"" + region + "\" has a price already in this meter");
      } else {
        regions.add(region);
      }
    }
    return regions;
  }

  private List<Tier> tiers(Section entry, long tierUnit) {
    final int problemsBefore = problems.all().size();
    List<Section> sections = entry.sections("tiers");
    if (sections.isEmpty()) {
      entry.problem(
          "tiers", "must list at least one tier; a flat price is one tier, - price: 0.08");
    }
    List<Tier> tiers = new ArrayList<>();
    BigDecimal start = BigDecimal.ZERO;
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      boolean last = i == sections.size() - 1;
      BigDecimal price = section.decimal("price", null);
      if (price.signum() < 0) {
        section.problem("price", price.toPlainString() + " is below zero");
        price = BigDecimal.ZERO;
      }
      BigDecimal end = tierEnd(section, start, last, tierUnit);
      section.close();
      tiers.add(new Tier(last ? null : end, price));
      start = end;
    }
    return problems.all().size() == problemsBefore ? tiers : List.of();
  }

  /** The end of a tier in bytes or requests; some number above {@code start} if it is wrong. */
  private static BigDecimal tierEnd(
      Section section, BigDecimal start, boolean last, long tierUnit) {
    BigDecimal standIn = start.add(BigDecimal.ONE);
    if (!section.has("up_to")) {
      section.decimal("up_to", BigDecimal.ZERO);
      if (!last) {
        section.problem("up_to", "is missing; only the last tier is without end");
      }
      return standIn;
    }
    BigDecimal given = section.decimal("up_to", BigDecimal.ONE);
    if (last) {
      section.problem(
          "up_to",
          given.toPlainString()
              + " leaves what is above without a price; the last tier has no up_to");
      return standIn;
    }
    // Tiers of bytes count in the card's unit, tiers of requests in requests.
    BigDecimal end = given.multiply(BigDecimal.valueOf(tierUnit));
    if (end.compareTo(start) <= 0) {
      section.problem(
          "up_to",
          given.toPlainString() + " does not rise above the tier before it, or above zero");
      return standIn;
    }
    return end;
  }

  private void overlaps() {
    for (int i = 0; i < validities.size(); i++) {
      for (int j = 0; j < i; j++) {
        Validity later = validities.get(i);
        Validity earlier = validities.get(j);
        if (later.overlaps(earlier)) {
          later
              .top()
              .problem(
                  "valid_from",
                  "this card of "
                      + later.provider()
                      + " overlaps \""
                      + earlier.id()
                      + "\"; end the earlier one with valid_to");
        }
      }
    }
  }

  private static String currency(Section top) {
    String code = top.requiredText("currency");
    if (!code.isEmpty() && !isCurrency(code)) {
      top.problem("currency", "\"" + code + "\" is not an ISO 4217 code, such as USD or EUR");
    }
    return code;
  }

  private static boolean isCurrency(String code) {
    return Currency.getAvailableCurrencies().stream()
        .anyMatch(currency -> currency.getCurrencyCode().equals(code));
  }

  private static ByteUnit unit(Section top) {
    Optional<String> given = top.optionalText("unit");
    for (ByteUnit unit : ByteUnit.values()) {
      if (given.isPresent() && unit.label().equals(given.get())) {
        return unit;
      }
    }
    String rule = "it is GB (10^9 bytes) or GiB (2^30 bytes)";
    top.problem(
        "unit",
        given.map(text -> "\"" + text + "\" is no unit; " + rule).orElse("is missing; " + rule));
    return ByteUnit.GB;
  }

  private static LocalDate requiredDate(Section top, String key) {
    if (!top.has(key)) {
      top.problem(key, "is missing; write it as 2026-10-31");
    }
    return top.date(key, null);
  }

  private static void firstOfMonth(Section top, String key, LocalDate date) {
    if (date != null && date.getDayOfMonth() != 1) {
      top.problem(
          key, date + " is not the first of a month; tiers add up over a month, so prices do too");
    }
  }
}
