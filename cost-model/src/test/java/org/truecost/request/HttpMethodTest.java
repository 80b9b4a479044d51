package org.truecost.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMethodTest {
  @ParameterizedTest
  @EnumSource(
      value = HttpMethod.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"OTHER", "ABSENT"})
  void readsItsNameInAnyCase(HttpMethod method) {
    assertThat(of(method.name())).isEqualTo(method);
    assertThat(of(method.label())).isEqualTo(method);
    assertThat(method.isRead()).isNotEqualTo(method.isWrite());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", "GE", "GETS", "TRACE", "PROPFIND", "ge\u0131", "P\u00c9T", "{ut"})
  void anythingElseIsOther(String text) {
    assertThat(of(text)).isEqualTo(HttpMethod.OTHER);
  }

  @Test
  void anAbsentMethodReadsAndAnUnknownOneDoesNeither() {
    assertThat(HttpMethod.ABSENT.isRead()).isTrue();
    assertThat(HttpMethod.OTHER.isRead() || HttpMethod.OTHER.isWrite()).isFalse();
  }

  private static HttpMethod of(String text) {
    byte[] bytes = ("x" + text + "GET").getBytes(StandardCharsets.UTF_8);
    return HttpMethod.of(bytes, 1, bytes.length - 3);
  }
}
