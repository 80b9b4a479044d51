package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
  private static final long SEED = Long.getLong("seed", 20261001L);
  private static final int ROUNDS = 20_000;

  @Test
  void readsIpv6AsInetAddressDoes() throws UnknownHostException {
    SplittableRandom random = new SplittableRandom(SEED);

    for (int i = 0; i < ROUNDS; i++) {
      String text = ipv6(random);

      assertReadsLikeInetAddress(text);
    }
  }

  @Test
  void readsIpv4AsInetAddressDoes() throws UnknownHostException {
    SplittableRandom random = new SplittableRandom(SEED);

    for (int i = 0; i < ROUNDS; i++) {
      String text =
          random.nextInt(256)
              + "."
              + random.nextInt(256)
              + "."
              + random.nextInt(256)
              + "."
              + random.nextInt(256);

      assertReadsLikeInetAddress(text);
    }
  }

  @Test
  void agreesWithInetAddressOnWhatIsNoIpv6() {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] likely = "01af:::::.".getBytes(UTF_8);
    int accepted = 0;

    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[2 + random.nextInt(14)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = likely[random.nextInt(likely.length)];
      }
      String text = new String(bytes, UTF_8);
      if (!isFairQuestion(text)) {
        continue;
      }
      boolean expected = inetAddress(text) != null;
      accepted += expected ? 1 : 0;

      assertThat(parse(text) != null).as("seed=%d %s", SEED, text).isEqualTo(expected);
    }
    assertThat(accepted).as("texts that are addresses, else this shows nothing").isGreaterThan(500);
  }

  @Test
  void neverLeavesItsBytes() {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] likely = "0123456789abcf:.%[]".getBytes(UTF_8);
    ClientAddress address = new ClientAddress();

    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = likely[random.nextInt(likely.length)];
      }
      boolean alone = address.parse(bytes, 0, bytes.length);
      byte[] inside = new byte[bytes.length + 4];
      java.util.Arrays.fill(inside, (byte) '1');
      System.arraycopy(bytes, 0, inside, 2, bytes.length);
      long high = address.high;
      long low = address.low;

      assertThat(address.parse(inside, 2, bytes.length + 2)).isEqualTo(alone);
      if (alone) {
        assertThat(address.high).isEqualTo(high);
        assertThat(address.low).isEqualTo(low);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1",
        "192.0.2.1:443",
        "192.0.2.1:0",
        "::ffff:192.0.2.1",
        "::ffff:c000:201",
        "::FFFF:192.0.2.1",
        "[::ffff:192.0.2.1]:65535",
        "0:0:0:0:0:ffff:192.0.2.1"
      })
  void readsEverySpellingOfOneIpv4AddressTheSame(String text) {
    ClientAddress address = parse(text);

    assertThat(address).isNotNull();
    assertThat(address.isIpv4()).isTrue();
    assertThat(address.ipv4()).isEqualTo(0xC000_0201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2001:db8::1",
        "2001:DB8:0:0:0:0:0:1",
        "2001:0db8::0001",
        "2001:db8::0.0.0.1",
        "[2001:db8::1]",
        "[2001:db8::1]:443",
        "2001:db8::1%eth0",
        "[2001:db8::1%25en0]:8080"
      })
  void readsEverySpellingOfOneIpv6AddressTheSame(String text) {
    ClientAddress address = parse(text);

    assertThat(address).isNotNull();
    assertThat(address.isIpv4()).isFalse();
    assertThat(address.high).isEqualTo(0x2001_0db8_0000_0000L);
    assertThat(address.low).isEqualTo(1);
  }

  @Test
  void readsTheGapAtEitherEnd() {
    assertThat(parse("::").high | parse("::").low).isZero();
    assertThat(parse("::1").low).isEqualTo(1);
    assertThat(parse("1::").high).isEqualTo(0x0001_0000_0000_0000L);
    assertThat(parse("1:2:3:4:5:6:7::").low).isEqualTo(0x0005_0006_0007_0000L);
    assertThat(parse("::2:3:4:5:6:7:8").high).isEqualTo(0x0000_0002_0003_0004L);
    assertThat(parse("::255.255.255.255").low).isEqualTo(0xFFFF_FFFFL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "unknown",
        "client.example",
        "192.0.2",
        "192.0.2.1.5",
        "192.0.2.256",
        "192.0.2.0001",
        "192.0..1",
        ".192.0.2",
        "192.0.2.1.",
        "192.0.2.1:",
        "192.0.2.1:123456",
        "192.0.2.1:65536",
        "192.0.2.1:4a",
        "192.0.2.1, 192.0.2.2",
        ":",
        ":1",
        "1:",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "1:2:3:4:5:6:7:192.0.2.1",
        "::192.0.2",
        "::192.0.2.1:1",
        "::abc.0.2.1",
        "[::1",
        "[]",
        "[192.0.2.1]",
        "[::1]443",
        "[::1]:",
        "[::1]:65536",
        "%eth0",
        "2001:db8::1%"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThat(parse(text)).isNull();
  }

  /** No name to look up, no {@code v4:port}, no group like 0aaaa, which only InetAddress allows. */
  private static boolean isFairQuestion(String text) {
    int colon = text.indexOf(':');
    int dot = text.indexOf('.');
    return colon >= 0 && (dot < 0 || dot > colon) && !text.matches(".*[0-9a-f]{5}.*");
  }

  private static void assertReadsLikeInetAddress(String text) throws UnknownHostException {
    ByteBuffer expected = ByteBuffer.allocate(16);
    byte[] bytes = InetAddress.getByName(text).getAddress();
    if (bytes.length == 4) {
      expected.putLong(0).putInt(0xFFFF).put(bytes);
    } else {
      expected.put(bytes);
    }
    ClientAddress address = parse(text);

    assertThat(address).as("seed=%d %s", SEED, text).isNotNull();
    assertThat(address.high).as("seed=%d %s", SEED, text).isEqualTo(expected.getLong(0));
    assertThat(address.low).as("seed=%d %s", SEED, text).isEqualTo(expected.getLong(8));
  }

  /** Only for text with a colon, which is never a name that would be looked up. */
  private static InetAddress inetAddress(String text) {
    try {
      return InetAddress.getByName("[" + text + "]");
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** A random address with few bits set, written with or without a gap and an IPv4 tail. */
  private static String ipv6(SplittableRandom random) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(0x10000) >>> random.nextInt(16);
    }
    boolean tail = random.nextInt(4) == 0;
    int count = tail ? 6 : 8;
    int gapFrom = -1;
    int gapTo = -1;
    if (random.nextInt(4) != 0) {
      gapFrom = random.nextInt(count);
      gapTo = gapFrom + 1 + random.nextInt(count - gapFrom);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (i == gapFrom) {
        text.append("::");
        i = gapTo - 1;
        continue;
      }
      if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      String hex = Integer.toHexString(groups[i]);
      text.append(random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT));
    }
    if (tail) {
      if (text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(groups[6] >>> 8)
          .append('.')
          .append(groups[6] & 0xFF)
          .append('.')
          .append(groups[7] >>> 8)
          .append('.')
          .append(groups[7] & 0xFF);
    }
    return text.toString();
  }

  private static ClientAddress parse(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ClientAddress address = new ClientAddress();
    return address.parse(bytes, 0, bytes.length) ? address : null;
  }
}
