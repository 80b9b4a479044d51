package org.truecost.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, 192.0.2.0/24",
    "192.0.2.7, 192.0.2.7/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "::ffff:192.0.2.0/120, 192.0.2.0/24",
    "2001:db8::/32, 2001:db8:0:0:0:0:0:0/32",
    "2001:DB8:1::, 2001:db8:1:0:0:0:0:0/128",
    "::/0, 0:0:0:0:0:0:0:0/0",
    "1:2:3:4:5:6:7:8/128, 1:2:3:4:5:6:7:8/128",
    "2001:db8::192.0.2.1, 2001:db8:0:0:0:0:c000:201/128",
    "::8000:0:0:0/65, 0:0:0:0:8000:0:0:0/65",
  })
  void readsBothFamilies(String text, String written) {
    assertThat(Cidr.parse(text)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/24",
        "192.0.2",
        "192.0.2.0.0/24",
        "192.0.2.256/32",
        "192.0.02.0/24",
        "0xc0.0.2.0",
        "192.0.2.0:80",
        "localhost",
        "2001:db8",
        "1::2::3",
        ":::",
        "1:2:3:4:5:6:7:8:9",
        ":1::2",
        "2001:db8::12345",
        "2001:db8::g",
        "2001:db8::1%eth0",
        "[2001:db8::]/32",
        "1:2:3:4:5:6:7::8",
        "192.0.2.1::",
        "::192.0.2.1.5",
        "192.0.2.0 /24",
        "١٩٢.0.2.0",
        "::٣"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"%s\" is not an address block; write it as 192.0.2.0/24 or 2001:db8::/32", text);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/33, 32",
    "192.0.2.0/, 32",
    "192.0.2.0/-1, 32",
    "192.0.2.0/024, 32",
    "192.0.2.0/24/8, 32",
    "2001:db8::/129, 128",
    "2001:db8::/x, 128",
    "::/1000, 128"
  })
  void refusesPrefixLengthsThatDoNotFit(String text, int width) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .hasMessage("\"%s\" has no prefix length from 0 to %d behind its /", text, width);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7/24, 192.0.2.0/24",
    "2001:db8::1/64, 2001:db8:0:0:0:0:0:0/64",
    "2001:db8:1::/32, 2001:db8:0:0:0:0:0:0/32"
  })
  void refusesToRoundANetwork(String text, String block) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .hasMessage("\"%s\" has bits set behind its prefix; the block is %s", text, block);
  }

  @Test
  void nestingOrderPutsAWideBlockBeforeThoseInIt() {
    assertThat(
            Stream.of("2001:db8::/32", "198.18.1.0/24", "240.0.0.0/4", "198.18.0.0/15", "::/0")
                .map(Cidr::parse)
                .sorted(Cidr.NESTING)
                .map(Cidr::toString))
        .containsExactly(
            "198.18.0.0/15",
            "198.18.1.0/24",
            "240.0.0.0/4",
            "0:0:0:0:0:0:0:0/0",
            "2001:db8:0:0:0:0:0:0/32");
  }
}
