package org.truecost.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Log lines in the combined format with client addresses wherever one can stand. */
final class AddressesInStrangePlaces {
  /** No other test uses these, so whatever holds one has it from here. */
  private static final List<String> ADDRESSES =
      List.of(
          "203.0.113.77",
          "198.51.100.231",
          "198.19.240.7",
          "2001:db8:77::e1",
          "2001:DB8:77:0:0:0:0:E2",
          "240.7.7.7");

  private static final String TIME = "[01/Oct/2026:10:00:00 +0000]";

  private AddressesInStrangePlaces() {}

  static String lines() {
    StringBuilder lines = new StringBuilder();
    for (String address : ADDRESSES) {
      String get = "\"GET /maven2/org/example/a/1.0/a-1.0.jar HTTP/1.1\" 200 100 ";
      for (String line :
          List.of(
              address + " - - " + TIME + " " + get + "\"-\" \"Apache-Maven/3.9.1\"",
              "[" + address + "]:443 - - " + TIME + " " + get + "\"-\" \"Apache-Maven/3.9.1\"",
              address + ":50123 - " + address + " " + TIME + " " + get + "\"-\" \"-\"",
              address + "%eth0 - - " + TIME + " " + get + "\"-\" \"" + address + "\"",
              "- - - "
                  + TIME
                  + " "
                  + get
                  + "\"http://"
                  + address
                  + "/\" \"curl ("
                  + address
                  + ")\"",
              address
                  + " - - "
                  + TIME
                  + " \"GET /maven2/"
                  + address
                  + "/?ip="
                  + address
                  + " HTTP/1.1\" 404 9 \"-\" \"-\"",
              address + " - - " + TIME + " \"" + address + "\" 400 0 \"-\" \"-\"",
              address + " - - [" + address + "] " + get + "\"-\" \"-\"",
              address + " - - " + TIME + " " + get.replace("200", address),
              "X-Forwarded-For: " + address,
              address,
              "{\"client_ip\":\"" + address + "\"",
              "#Fields: " + address)) {
        lines.append(line).append('\n');
      }
    }
    return lines.toString();
  }

  /** Lines that are in no format. */
  static String garbage(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(ADDRESSES.get(i % ADDRESSES.size())).append(" said no. ").append(i).append('\n');
    }
    return lines.toString();
  }

  static void assertNoneIn(String text) {
    assertThat(text).doesNotContain(ADDRESSES);
  }
}
