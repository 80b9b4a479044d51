package org.truecost.rating;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;

/**
 * An exact amount with its currency. Amounts of different currencies are never added.
 *
 * @param amount any precision; rounding is the business of whoever shows it
 * @param currency ISO 4217 code
 */
public record Money(BigDecimal amount, String currency) {
  public Money {
    requireNonNull(amount, "amount");
    requireNonNull(currency, "currency");
  }

  /** Nothing, in {@code currency}. */
  public static Money zero(String currency) {
    return new Money(BigDecimal.ZERO, currency);
  }

  /**
   * The sum of both.
   *
   * @throws IllegalArgumentException if the currencies differ
   */
  public Money plus(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException("Cannot add " + other.currency + " to " + currency);
    }
    return new Money(amount.add(other.amount), currency);
  }
}
