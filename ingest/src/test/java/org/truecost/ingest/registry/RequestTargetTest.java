package org.truecost.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.truecost.ingest.format.Slice;
import org.truecost.source.Registry;

class RequestTargetTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "/crates/a/a-1.0.0.crate, /crates/a/a-1.0.0.crate",
        "https://static.example/crates/a?x=1, /crates/a",
        "HTTPS://static.example:443/v3/index.json, /v3/index.json",
        "https://static.example, /",
        "https://static.example?x=/y, /",
        "http://, /",
        "/a#fragment?x, /a",
        "/a?redirect=https://b.example/c, /a",
        "//static.example/a, //static.example/a",
        "*, *",
        "foo, foo",
        "x:y, x:y",
        "http:/a, http:/a",
        "\"\", \"\"",
      })
  void findsThePathWithinATarget(String target, String path) {
    assertThat(pathOf(Registry.NPM, "", target)).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({
    "/cdn/gems/a-1.gem, /gems/a-1.gem",
    "https://h.example/cdn/gems/a-1.gem?x, /gems/a-1.gem",
    "/cdn, /",
    "/cdnx/gems, /cdnx/gems",
    "/gems/a-1.gem, /gems/a-1.gem",
    "/production.s3.rubygems.org/gems/a-1.gem, /gems/a-1.gem",
    "/cdn/production.s3.rubygems.org/gems/a-1.gem, /gems/a-1.gem",
    "/production.s3.rubygems.orgs/gems/a-1.gem, /production.s3.rubygems.orgs/gems/a-1.gem",
  })
  void dropsThePrefixOfTheSourceAndTheBucket(String target, String path) {
    assertThat(pathOf(Registry.RUBYGEMS, "cdn/", target)).isEqualTo(path);
    assertThat(pathOf(Registry.RUBYGEMS, "/cdn", target)).isEqualTo(path);
  }

  @Test
  void leavesAnAbsentTargetAbsent() {
    Slice path = slice("/before");

    new RequestTarget(Registry.NPM, "").path(new Slice(), path);

    assertThat(path.isPresent()).isFalse();
  }

  @Test
  void seesAQueryBehindThePath() {
    assertThat(RequestTarget.hasQuery(new Slice())).isFalse();
    assertThat(RequestTarget.hasQuery(slice("/a"))).isFalse();
    assertThat(RequestTarget.hasQuery(slice("/a#b?c"))).isFalse();
    assertThat(RequestTarget.hasQuery(slice("/a?"))).isTrue();
    assertThat(RequestTarget.hasQuery(slice("https://h.example/a?b=c"))).isTrue();
  }

  private static String pathOf(Registry registry, String prefix, String target) {
    Slice path = new Slice();
    new RequestTarget(registry, prefix).path(slice(target), path);
    return path.toString();
  }

  private static Slice slice(String text) {
    byte[] bytes = ("<<" + text + "?>>").getBytes(StandardCharsets.UTF_8);
    Slice slice = new Slice();
    slice.set(bytes, 2, bytes.length - 3);
    return slice;
  }
}
