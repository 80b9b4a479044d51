package org.truecost.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.ConfigException;
import org.truecost.retention.RetentionPolicy.Stored;

class RetentionPolicyTest {
  private static final Stored STORED =
      new Stored(
          List.of("usage", "downloads", "rejects"),
          Set.of("rejects"),
          Map.of("usage_month", "usage"));

  @Test
  void whatIsNotNamedIsKept() {
    RetentionPolicy policy =
        load("tables: { rejects: 30, usage: keep }\nkeys: 35\ntopics: { access-logs: 3 }\n");

    assertThat(policy.tables()).isEqualTo(Map.of("rejects", 30));
    assertThat(policy.keys()).isEqualTo(OptionalInt.of(35));
    assertThat(policy.topics()).isEqualTo(Map.of("access-logs", 3));
  }

  @Test
  void tellsAllThatIsWrongAtOnce() {
    assertThatThrownBy(
            () ->
                load(
                    "tables: { usages: 3, usage_month: 90, downloads: 0 }\n"
                        + "topics: { access-logs: three }\nclients: 4\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("tables.usages: is no table; did you mean \"usage\"?")
        .hasMessageContaining("tables.usage_month: is derived from usage and goes with it")
        .hasMessageContaining("tables.downloads: \"0\" is neither keep nor a number of days")
        .hasMessageContaining("tables.rejects: is missing; it holds addresses")
        .hasMessageContaining("keys: is missing")
        .hasMessageContaining("topics.access-logs: \"three\" is neither keep")
        .hasMessageContaining("clients: is not a known key");
  }

  @Test
  void aMissingFileIsSaid() {
    assertThatThrownBy(() -> RetentionPolicy.load(ConfigDirectory.of(Map.of()), STORED))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("retention.yaml")
        .hasMessageContaining("is missing");
  }

  @Test
  void theShippedFileKeepsWhatHoldsNoAddress() {
    RetentionPolicy shipped =
        RetentionPolicy.load(
            ConfigDirectory.read(Path.of("../config")),
            new Stored(
                List.of("usage", "downloads", "bandwidth", "clients", "ledger", "rejects"),
                Set.of("rejects"),
                Map.of()));

    assertThat(shipped.tables().keySet()).containsExactly("rejects");
    assertThat(shipped.keys()).isPresent();
    assertThat(shipped.topics()).containsKey("access-logs");
  }

  @Test
  void aDayIsKeptForAsManyDaysAfterIt() {
    LocalDate today = LocalDate.parse("2026-11-23");

    assertThat(RetentionPolicy.firstKept(today, 1)).isEqualTo("2026-11-22");
    assertThat(RetentionPolicy.firstKept(today, 30)).isEqualTo("2026-10-24");
  }

  private static RetentionPolicy load(String text) {
    return RetentionPolicy.load(ConfigDirectory.of(Map.of(RetentionPolicy.FILE, text)), STORED);
  }
}
