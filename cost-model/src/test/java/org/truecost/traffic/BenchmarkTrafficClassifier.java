package org.truecost.traffic;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Time per user agent without any cache, over the 389 labelled ones. Run {@link #main} on the test
 * class path.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BenchmarkTrafficClassifier {
  static final int COUNT = 389;

  private final TrafficClassifier classifier = UserAgentFixture.CLASSIFIER;
  private final String[] userAgents =
      UserAgentFixture.labelled().stream()
          .map(UserAgentFixture.Labelled::userAgent)
          .toArray(String[]::new);
  private final String longest =
      "Mozilla/5.0 (X11) " + "Ab/1 (c@d.example) //e:f@g ".repeat(40_000);

  /** Sum of the classes' ordinals, which no compiler can leave out. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public int labelled() {
    int sum = 0;
    for (String userAgent : userAgents) {
      sum += classifier.classify(userAgent).trafficClass().ordinal();
    }
    return sum;
  }

  @Benchmark
  public ClientVerdict hostileMegabyte() {
    return classifier.classify(longest);
  }

  public static void main(String[] args) throws RunnerException {
    new Runner(
            new OptionsBuilder().include(BenchmarkTrafficClassifier.class.getSimpleName()).build())
        .run();
  }
}
