package org.truecost.ingest.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.truecost.request.CacheStatus;

class CacheStatusWordsTest {
  @ParameterizedTest
  @CsvSource({
    "Hit, HIT",
    "MISS, MISS",
    "tcp_refresh_hit, REFRESH",
    "HITPASS, PASS",
    "EXPIRED, MISS",
    "STALE, REFRESH",
    "capacityExceeded, ERROR"
  })
  void readsAWordInAnyCase(String word, CacheStatus meaning) {
    assertThat(read(word)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Redirect", "FunctionGeneratedResponse"})
  void takesAnAnswerThatTheEdgeMadeItselfForPastTheCache(String word) {
    assertThat(read(word)).isEqualTo(CacheStatus.PASS);
  }

  @ParameterizedTest
  @CsvSource({"MISS-WAIT-CLUSTER, MISS", "HIT-STALE-CLUSTER, REFRESH", "HIT-CLUSTER, HIT"})
  void cutsSuffixes(String word, CacheStatus meaning) {
    assertThat(read(word)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MISS, HIT | HIT",
        "HIT,MISS | MISS",
        "MISS, MISS, MISS, MISS, MISS, MISS, MISS, HIT | HIT"
      })
  void takesTheLastOfAList(String list, CacheStatus meaning) {
    assertThat(read(list)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({"Hit from somewhere, HIT", "Error from somewhere, ERROR"})
  void takesTheFirstWordOfASentence(String sentence, CacheStatus meaning) {
    assertThat(read(sentence)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "N/A", "(null)", "ClientCommError", "Hits", "-MISS", ","})
  void knowsNothingElse(String text) {
    assertThat(read(text)).isEqualTo(CacheStatus.UNKNOWN);
  }

  private static CacheStatus read(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
    return CacheStatusWords.of(bytes, 1, bytes.length - 1);
  }
}
