package org.truecost.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.truecost.traffic.UserAgentFixture.CLASSIFIER;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.truecost.traffic.UserAgentFixture.Labelled;

class LabelledUserAgentsTest {
  private static final Set<TrafficClass> BOTS =
      EnumSet.of(
          TrafficClass.UPDATE_BOT,
          TrafficClass.AI_AGENT,
          TrafficClass.AI_CRAWLER,
          TrafficClass.SECURITY_SCANNER,
          TrafficClass.RESEARCH,
          TrafficClass.CRAWLER,
          TrafficClass.MONITORING);

  @Test
  void atLeast97PercentHaveAnAcceptedClass() {
    List<String> wrong = new ArrayList<>();
    List<Labelled> all = UserAgentFixture.labelled();
    for (Labelled row : all) {
      ClientVerdict verdict = CLASSIFIER.classify(row.userAgent());
      if (!row.accepts(verdict.trafficClass())) {
        wrong.add(row.acceptedClasses() + " but was " + verdict + ": " + row.userAgent());
      }
    }
    report("accepted class", all.size(), wrong);

    assertThat(all).hasSize(389);
    assertThat(wrong).hasSizeLessThanOrEqualTo(all.size() * 3 / 100);
  }

  @Test
  void atLeast97PercentHaveTheRightTool() {
    List<String> wrong = new ArrayList<>();
    List<Labelled> all = UserAgentFixture.labelled();
    for (Labelled row : all) {
      String found = CLASSIFIER.classify(row.userAgent()).clientTool();
      if (!row.isTool(found)) {
        wrong.add(row.tool() + " but was " + found + ": " + row.userAgent());
      }
    }
    report("right tool", all.size(), wrong);

    assertThat(wrong).hasSizeLessThanOrEqualTo(all.size() * 3 / 100);
  }

  @Test
  void callsNoPackageClientABot() {
    List<String> called = new ArrayList<>();
    for (Labelled row : UserAgentFixture.labelled()) {
      ClientVerdict verdict = CLASSIFIER.classify(row.userAgent());
      if (row.acceptedClasses().contains("package_client")
          && BOTS.contains(verdict.trafficClass())) {
        called.add(verdict + ": " + row.userAgent());
      }
    }

    assertThat(called).isEmpty();
  }

  @Test
  void givesOnlyToolsOfTheClosedSet() {
    for (Labelled row : UserAgentFixture.labelled()) {
      assertThat(CLASSIFIER.clientTools())
          .contains(CLASSIFIER.classify(row.userAgent()).clientTool());
    }
  }

  private static void report(String what, int all, List<String> wrong) {
    System.out.printf(Locale.ROOT, "%s: %d of %d%n", what, all - wrong.size(), all);
    wrong.forEach(line -> System.out.println("  " + line));
  }
}
