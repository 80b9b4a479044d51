package org.truecost.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.truecost.config.ConfigDirectory;
import org.truecost.config.Problems;

class GemNamesTest {
  private final Problems problems = new Problems();

  @Test
  void readsOneNameALineAndSkipsComments() {
    ConfigDirectory config =
        ConfigDirectory.of(Map.of(GemNames.FILE, "# known\nquarry\n\nore-2 # dash\r\n"));

    assertThat(GemNames.load(config, problems)).containsExactly("ore-2", "quarry");
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void needsNoFile() {
    assertThat(GemNames.load(ConfigDirectory.of(Map.of()), problems)).isEmpty();
  }

  @Test
  void reportsEveryLineThatIsNoName() {
    GemNames.load(ConfigDirectory.of(Map.of(GemNames.FILE, "a b\nok\nc/d")), problems);

    assertThat(problems.all())
        .extracting(Problems.Problem::entry)
        .containsExactly("line 1", "line 3");
  }
}
