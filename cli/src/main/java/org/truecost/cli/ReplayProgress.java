package org.truecost.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.truecost.metering.PlannedFile;
import org.truecost.metering.Progress;
import org.truecost.metering.replay.ReplayPlan;

/** How far a replay is, in one line: files, lines, lines/s, stored bytes, time left. */
final class ReplayProgress {
  private final LongSupplier nanos;
  private volatile Work work;

  private record Work(long files, long storedBytes, long startedNanos) {}

  ReplayProgress(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Metering starts. */
  void planned(ReplayPlan plan) {
    long bytes = plan.files().stream().mapToLong(PlannedFile::storedBytes).sum();
    work = new Work(plan.files().size(), bytes, nanos.getAsLong());
  }

  /** The line for now. */
  String line() {
    Work planned = work;
    if (planned == null) {
      return "Looking at the input files";
    }
    Progress done = Progress.current();
    return text(
        done.files(),
        planned.files(),
        done.storedBytes(),
        planned.storedBytes(),
        done.lines(),
        Duration.ofNanos(nanos.getAsLong() - planned.startedNanos()));
  }

  static String text(
      long files, long allFiles, long bytes, long allBytes, long lines, Duration elapsed) {
    long millis = Math.max(1, elapsed.toMillis());
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d/%,d files  %s lines  %s lines/s  %s/%s",
            files,
            allFiles,
            count(lines),
            count(lines * 1000 / millis),
            bytes(bytes),
            bytes(allBytes)));
    if (files >= allFiles) {
      text.append("  writing tables");
    } else if (bytes > 0 && millis > 2000) {
      long left = Math.max(0, allBytes - bytes) * (millis / 1000) / bytes;
      text.append(String.format(Locale.ROOT, "  %d:%02d left", left / 60, left % 60));
    }
    return text.toString();
  }

  private static String count(long n) {
    return n < 10_000_000
        ? String.format(Locale.ROOT, "%,d", n)
        : String.format(Locale.ROOT, "%,.1f M", n / 1e6);
  }

  private static String bytes(long n) {
    return n < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f MB", n / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", n / 1e9);
  }
}
