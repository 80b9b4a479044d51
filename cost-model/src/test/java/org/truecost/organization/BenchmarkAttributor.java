package org.truecost.organization;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Look-ups of addresses that are all different: the worst case for every cache.
 *
 * <p>By hand, after {@code mvn -q -pl cost-model test-compile dependency:build-classpath
 * -Dmdep.outputFile=target/test.classpath}: {@code java -cp
 * cost-model/target/test-classes:cost-model/target/classes:$(cat cost-model/target/test.classpath)
 * org.openjdk.jmh.Main BenchmarkAttributor}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BenchmarkAttributor {
  static final int ADDRESSES = 1 << 16;
  private static final long TIME = 1_790_000_000L;

  @Param({"4", "6"})
  int family = 4;

  @Param({"70000"})
  int networks = 70_000;

  /** One in a hundred networks changes hands once. */
  @Param({"0", "100"})
  int datedOneIn = 0;

  final List<CustomerNetwork> customers = new ArrayList<>();
  final List<ProviderNetwork> providers = new ArrayList<>();
  final long[] highs = new long[ADDRESSES];
  final long[] lows = new long[ADDRESSES];
  private Attributor attributor;

  @Setup
  public void setUp() {
    Random random = new Random(20_261_031);
    for (int i = 0; i < networks; i++) {
      Cidr cidr = cidr(random);
      boolean isDated = datedOneIn > 0 && random.nextInt(datedOneIn) == 0;
      ValidityPeriod validity =
          isDated
              ? new ValidityPeriod(TIME - random.nextInt(9_000_000), Long.MAX_VALUE)
              : ValidityPeriod.ALWAYS;
      if (random.nextInt(4) == 0) {
        customers.add(new CustomerNetwork(cidr, "org-" + random.nextInt(2_000), validity));
      } else {
        NetworkKind kind = NetworkKind.values()[random.nextInt(NetworkKind.values().length)];
        providers.add(new ProviderNetwork(cidr, "provider-" + random.nextInt(50), kind, validity));
      }
    }
    for (int i = 0; i < ADDRESSES; i++) {
      highs[i] = family == 4 ? 0 : 0x2000_0000_0000_0000L | random.nextLong() >>> 3;
      lows[i] =
          family == 4 ? 0xFFFF_0000_0000L | (random.nextInt() & 0xFFFF_FFFFL) : random.nextLong();
    }
    attributor = AttributorBuilder.build(customers, providers);
  }

  private Cidr cidr(Random random) {
    if (family == 4) {
      int length = 96 + 12 + random.nextInt(17);
      long low = 0xFFFF_0000_0000L | (random.nextInt() & 0xFFFF_FFFFL);
      return new Cidr(0, low & -1L << (128 - length), length);
    }
    int length = 16 + random.nextInt(33);
    long high = 0x2000_0000_0000_0000L | random.nextLong() >>> 3;
    return new Cidr(high & -1L << (64 - length), 0, length);
  }

  /** The sum of the indexes of all addresses. */
  @Benchmark
  @OperationsPerInvocation(ADDRESSES)
  public long lookUp() {
    long sum = 0;
    for (int i = 0; i < ADDRESSES; i++) {
      sum += attributor.indexOf(highs[i], lows[i], TIME);
    }
    return sum;
  }

  Attributor attributor() {
    return attributor;
  }

  static long time() {
    return TIME;
  }
}
