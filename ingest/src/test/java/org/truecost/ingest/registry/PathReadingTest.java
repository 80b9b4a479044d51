package org.truecost.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truecost.request.HttpMethod;
import org.truecost.request.RequestKind;

class PathReadingTest {
  private static final PathReading TARBALL =
      PathReading.of(RequestKind.ARTIFACT, RequestKind.PUBLISH);

  @ParameterizedTest
  @CsvSource({
    "GET, 200, ARTIFACT", "HEAD, 200, ARTIFACT", "OPTIONS, 204, ARTIFACT", "ABSENT, 200, ARTIFACT",
    "PUT, 201, PUBLISH", "POST, 200, PUBLISH", "PATCH, 200, PUBLISH", "DELETE, 204, PUBLISH",
    "OTHER, 405, OTHER", "GET, 302, REDIRECT", "PUT, 308, REDIRECT", "GET, 301, REDIRECT",
    "GET, 303, REDIRECT", "GET, 307, REDIRECT", "GET, 304, ARTIFACT", "GET, 0, ARTIFACT",
    "GET, 404, ARTIFACT"
  })
  void methodAndStatusDecideBetweenReadingWritingAndRedirect(
      HttpMethod method, int status, RequestKind expected) {
    assertThat(TARBALL.kindOf(method, status, false)).isEqualTo(expected);
  }

  @Test
  void trafficInsideTheCdnIsThatBeforeAllElse() {
    assertThat(TARBALL.kindOf(HttpMethod.GET, 302, true)).isEqualTo(RequestKind.CDN_INTERNAL);
    assertThat(TARBALL.kindOf(HttpMethod.PUT, 200, true)).isEqualTo(RequestKind.CDN_INTERNAL);
  }
}
