package org.truecost.ingest.sample;

/**
 * The invented packages of one registry: how often each is asked for, what it is called, how large
 * its files are.
 *
 * <p>Popularity is piecewise Zipf or Zipf-Mandelbrot: pure Zipf is wrong for registries, whose head
 * is flat and whose tail is steep. Sizes are lognormal, spread evenly over the ranks and scaled so
 * that the mean over requests is the published one whatever the seed: else the size of the first
 * package alone would decide it.
 */
final class PackageCatalog {
  static final int VERSIONS = 24;
  private static final double GOLDEN = 0.6180339887498949;
  private static final double SILVER = 0.7548776662466927;
  private static final String[] CONSONANTS = {
    "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "tr"
  };
  private static final String[] VOWELS = {"a", "e", "i", "o"};
  private static final String[] SUFFIXES = {
    "", "", "", "", "", "-core", "-kit", "-io", "-tools", "-client", "-types", "-utils"
  };

  private final long seed;
  private final double[] cumulative;
  private final int[] guide;
  private final float[] fileSize;
  private final float[] metadataSize;

  PackageCatalog(RegistryShape shape, long seed, double fileFactor, double metadataFactor) {
    this.seed = seed;
    int n = shape.packages();
    double[] weight = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      weight[i] = weight(shape, i + 1, i == 0 ? 1 : weight[i - 1]);
      sum += weight[i];
    }
    cumulative = new double[n];
    guide = new int[n + 1];
    double running = 0;
    for (int i = 0; i < n; i++) {
      weight[i] /= sum;
      running += weight[i];
      cumulative[i] = running;
    }
    cumulative[n - 1] = 1;
    for (int slot = 0, i = 0; slot <= n; slot++) {
      while (i < n - 1 && cumulative[i] < (double) slot / n) {
        i++;
      }
      guide[slot] = i;
    }
    fileSize = sizes(weight, shape.sigma(), GOLDEN, shape.fileMean() / fileFactor, shape.fileCap());
    metadataSize = sizes(weight, 1.2, SILVER, shape.metadataMean() / metadataFactor, 2e7);
  }

  /** A weight of the next rank, given that of the rank before. */
  private static double weight(RegistryShape shape, int rank, double before) {
    if (rank == 1) {
      return 1;
    }
    double ratio = (double) (rank - 1) / rank;
    for (double[] slope : shape.slopes()) {
      if (rank <= slope[0]) {
        return before * Math.pow(ratio, slope[1]);
      }
    }
    return before
        * Math.pow((rank - 1 + shape.offset()) / (rank + shape.offset()), shape.exponent());
  }

  private static float[] sizes(
      double[] weight, double sigma, double step, double mean, double cap) {
    int n = weight.length;
    double[] raw = new double[n];
    for (int i = 0; i < n; i++) {
      double u = (i + 1) * step;
      raw[i] = Math.exp(sigma * normalQuantile(.002 + .996 * (u - Math.floor(u))));
    }
    double scale = mean;
    for (int round = 0; round < 20; round++) {
      double got = 0;
      for (int i = 0; i < n; i++) {
        got += weight[i] * Math.min(cap, scale * raw[i]);
      }
      scale *= mean / got;
    }
    float[] sizes = new float[n];
    for (int i = 0; i < n; i++) {
      sizes[i] = (float) Math.max(120, Math.min(cap, scale * raw[i]));
    }
    return sizes;
  }

  /** The inverse of the standard normal distribution by a rational approximation, to 5e-4. */
  static double normalQuantile(double p) {
    double q = p < .5 ? p : 1 - p;
    double t = Math.sqrt(-2 * Math.log(q));
    double x =
        t
            - (2.515517 + t * (.802853 + t * .010328))
                / (1 + t * (1.432788 + t * (.189269 + t * .001308)));
    return p < .5 ? -x : x;
  }

  int size() {
    return cumulative.length;
  }

  /** The package at {@code u} of [0, 1): rank 0 is the most popular. */
  int at(double u) {
    int i = guide[(int) (u * cumulative.length)];
    while (cumulative[i] <= u && i < cumulative.length - 1) {
      i++;
    }
    return i;
  }

  /** Share of requests for the {@code ranks} most popular packages. */
  double shareOfTop(int ranks) {
    return cumulative[Math.min(ranks, cumulative.length) - 1];
  }

  /** 0 is the newest version; older ones are pinned for longer and longer. */
  static int version(double u) {
    if (u < .55) {
      return 0;
    }
    if (u < .75) {
      return 1;
    }
    double rest = (u - .75) / .25;
    return 2 + (int) ((VERSIONS - 2) * rest * rest);
  }

  /** Versions differ a little around the size that the package's requests have on average. */
  long fileBytes(int rank, int version) {
    return (long) (fileSize[rank] * (.97 + .02 * (version % 4)));
  }

  long metadataBytes(int rank) {
    return (long) metadataSize[rank];
  }

  /** Writes a name that only this rank has: three syllables, sometimes more and an ending. */
  void name(int rank, LineBuffer out) {
    int code = (rank * 77_797 + 12_345) & 0x3ffff;
    out.put(CONSONANTS[code & 15]).put(VOWELS[(code >> 4) & 3]);
    out.put(CONSONANTS[(code >> 6) & 15]).put(VOWELS[(code >> 10) & 3]);
    out.put(CONSONANTS[(code >> 12) & 15]).put(VOWELS[(code >> 16) & 3]);
    int ending = Hashing.below(Hashing.mix(seed, rank), SUFFIXES.length);
    out.put(SUFFIXES[ending]);
  }

  /** Writes the number of the version {@code version} steps before the newest. */
  void versionNumber(int rank, int version, LineBuffer out) {
    int newest = VERSIONS + Hashing.below(Hashing.mix(seed + 1, rank), 380);
    int number = newest - version;
    out.put(number / 100).put('.').put((number / 10) % 10).put('.').put(number % 10);
  }
}
