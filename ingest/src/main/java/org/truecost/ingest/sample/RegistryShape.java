package org.truecost.ingest.sample;

import org.truecost.source.Registry;

/**
 * How one registry's traffic is shaped: what the published totals say, and estimates elsewhere.
 *
 * <p>Slopes of npm and PyPI are fitted to published shares of the first 1, 10, 100, 1,000 and
 * 10,000 packages; exponents published beside those shares do not reproduce them.
 *
 * @param registry whose
 * @param share of all sample lines; the small registries are larger here than in life
 * @param metadata share of requests for indexes and metadata
 * @param hit share of client requests the edge answers itself
 * @param weekend a weekend day's requests relative to a weekday's
 * @param growth of requests over the month
 * @param packages how many packages are asked for
 * @param slopes rank limits and Zipf exponents up to them; empty for Zipf-Mandelbrot
 * @param offset Zipf-Mandelbrot's q
 * @param exponent Zipf-Mandelbrot's s
 * @param sigma of the lognormal file sizes
 * @param fileMean bytes of an average file request
 * @param fileCap the largest file
 * @param metadataMean bytes of an average metadata request
 * @param head share of HEAD requests
 */
record RegistryShape(
    Registry registry,
    double share,
    double metadata,
    double hit,
    double weekend,
    double growth,
    int packages,
    double[][] slopes,
    double offset,
    double exponent,
    double sigma,
    double fileMean,
    double fileCap,
    double metadataMean,
    double head) {

  private static final double[][] NONE = {};

  static RegistryShape of(Registry registry) {
    return switch (registry) {
      case PYPI ->
          new RegistryShape(
              registry,
              .28,
              .46,
              .990,
              .63,
              .05,
              100_000,
              new double[][] {
                {10, .211}, {100, .583}, {1000, 1.138}, {10_000, 2.283}, {100_000, 3.843}
              },
              0,
              0,
              1.9,
              1.40e6,
              1.1e9,
              20e3,
              .008);
      case NPM ->
          new RegistryShape(
              registry,
              .36,
              .48,
              .986,
              .44,
              .045,
              200_000,
              new double[][] {{100, .295}, {1000, .649}, {10_000, 1.45}, {200_000, 3.475}},
              0,
              0,
              1.7,
              60e3,
              2e8,
              15e3,
              .004);
      case MAVEN_CENTRAL ->
          new RegistryShape(
              registry, .13, .45, .985, .40, .015, 60_000, NONE, 20, 1.35, 1.8, 420e3, 1e9, 5e3,
              .03);
      case RUBYGEMS ->
          new RegistryShape(
              registry, .10, .92, .988, .45, .03, 50_000, NONE, 20, 1.35, 1.7, .93e6, 5e8, 37e3,
              .02);
      case CRATES_IO ->
          new RegistryShape(
              registry, .10, .63, .985, .55, .06, 50_000, NONE, 20, 1.35, 1.4, 145e3, 10e6, 39e3,
              .004);
      case OPEN_VSX ->
          new RegistryShape(
              registry, .03, .93, .980, .60, .09, 12_000, NONE, 20, 1.35, 1.5, 4.7e6, 3e8, 2.2e3,
              .005);
    };
  }
}
