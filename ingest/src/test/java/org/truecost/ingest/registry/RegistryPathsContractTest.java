package org.truecost.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.truecost.request.PackageRef;
import org.truecost.request.RequestKind;
import org.truecost.source.Registry;

/** What each registry's grammar must make of the paths beside it, and of any path at all. */
class RegistryPathsContractTest {
  private static final RegistryPathGrammars GRAMMARS = RegistryPathGrammars.standard();
  private static final long SEED = Long.getLong("seed", 20261101L);

  record Case(Registry registry, String path, int times, PathReading expected) {
    @Override
    public String toString() {
      return registry.id() + " " + path + " ×" + times;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void readsEveryListedPathAsListed(Case given) {
    assertThat(GRAMMARS.of(given.registry()).read(given.path(), given.times()))
        .isEqualTo(given.expected());
  }

  @ParameterizedTest
  @EnumSource(Registry.class)
  void everyRegistryListsArtifactsSidecarsAndNearMisses(Registry registry) {
    List<Case> cases = cases(registry).toList();
    Set<RequestKind> kinds = EnumSet.noneOf(RequestKind.class);
    cases.forEach(each -> kinds.add(each.expected().readKind()));

    assertThat(kinds)
        .contains(RequestKind.ARTIFACT, RequestKind.METADATA, RequestKind.API, RequestKind.OTHER);
    assertThat(cases).hasSizeGreaterThan(40);
  }

  @ParameterizedTest
  @EnumSource(Registry.class)
  void readsPathsOfTenThousandCharactersAsOther(Registry registry) {
    String path = "/gems/" + "a".repeat(10_000) + "-1.0.gem";

    assertThat(GRAMMARS.of(registry).read(path, 1)).isEqualTo(PathReading.OTHER);
  }

  @ParameterizedTest
  @EnumSource(Registry.class)
  void readsPathsWithControlCharactersAsOther(Registry registry) {
    for (Case each : cases(registry).toList()) {
      if (each.expected().readKind() == RequestKind.ARTIFACT) {
        String spoilt =
            new StringBuilder(each.path()).insert(each.path().length() - 4, '\u0007').toString();

        assertThat(GRAMMARS.of(registry).read(spoilt, 1)).isEqualTo(PathReading.OTHER);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Registry.class)
  void neverThrowsAndNeverNamesWhatNoPackageIsCalled(Registry registry) {
    RegistryPaths grammar = GRAMMARS.of(registry);

    mutations(
        registry,
        (path, times) -> {
          PathReading reading = grammar.read(path, times);

          assertThat(reading).as("seed %d, path %s", SEED, path).isNotNull();
          PackageRef ref = reading.packageRef();
          if (ref != null) {
            String all = ref.namespace() + ref.name() + ref.version() + ref.file();
            assertThat(all.chars().noneMatch(Character::isISOControl)).as(path).isTrue();
            assertThat(ref.version() + ref.name() + ref.file()).as(path).doesNotContain("/");
            assertThat(ref.name()).as(path).isNotEmpty();
          }
          if (reading.readKind() == RequestKind.ARTIFACT) {
            assertThat(ref).as(path).isNotNull();
            assertThat(ref.version()).as(path).isNotEmpty();
          }
        });
  }

  @Test
  void knownGemNamesDecideWhereTheLookMisleads() {
    RegistryPaths look = GRAMMARS.of(Registry.RUBYGEMS);
    RegistryPaths known =
        RegistryPathGrammars.knowingGems(Set.of("ore-2", "ore")).of(Registry.RUBYGEMS);

    assertThat(look.read("/gems/ore-2-java-1.0.gem", 1).packageRef().name()).isEqualTo("ore");
    assertThat(known.read("/gems/ore-2-1.0-java.gem", 1).packageRef())
        .isEqualTo(new PackageRef("gem", "", "ore-2", "1.0", "ore-2-1.0-java.gem"));
    assertThat(known.read("/gems/unlisted-1.0.gem", 1).packageRef().name()).isEqualTo("unlisted");
  }

  /** Random strings, and listed paths with characters dropped, doubled and replaced. */
  private static void mutations(Registry registry, BiConsumer<String, Integer> check) {
    Random random = new Random(SEED);
    List<Case> cases = cases(registry).toList();
    String alphabet = "/abcZ019-_.@%2fF+~\u0000\u0085\u00e9§?#:* \n";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder path = new StringBuilder();
      if (i % 4 == 0) {
        path.append('/');
      } else {
        path.append(cases.get(random.nextInt(cases.size())).path());
      }
      int edits = 1 + random.nextInt(i % 4 == 0 ? 40 : 4);
      for (int n = 0; n < edits; n++) {
        int at = random.nextInt(path.length() + 1);
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        if (random.nextBoolean() || at == path.length()) {
          path.insert(at, c);
        } else if (random.nextBoolean()) {
          path.deleteCharAt(at);
        } else {
          path.setCharAt(at, c);
        }
      }
      check.accept(path.toString(), 1 + random.nextInt(2));
    }
  }

  static Stream<Case> cases() {
    return Arrays.stream(Registry.values()).flatMap(RegistryPathsContractTest::cases);
  }

  private static Stream<Case> cases(Registry registry) {
    String resource = "/registries/" + registry.id() + "/paths.csv";
    try (InputStream in = RegistryPathsContractTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .skip(1)
              .filter(line -> !line.startsWith("#"))
              .map(line -> parse(registry, line))
              .toList()
              .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case parse(Registry registry, String line) {
    String[] cells = line.split(",", -1);
    assertThat(cells).as(line).hasSize(9);
    PackageRef ref =
        cells[4].isEmpty()
            ? null
            : new PackageRef(cells[4], cells[5], cells[6], cells[7], cells[8]);
    return new Case(
        registry,
        cells[0],
        Integer.parseInt(cells[1]),
        new PathReading(kind(cells[2]), kind(cells[3]), ref));
  }

  private static RequestKind kind(String label) {
    return Stream.of(RequestKind.values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow();
  }
}
