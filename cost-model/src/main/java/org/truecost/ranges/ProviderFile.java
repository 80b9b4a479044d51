package org.truecost.ranges;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.truecost.config.CsvFile;
import org.truecost.config.Problems;
import org.truecost.organization.Cidr;
import org.truecost.organization.NetworkKind;

/**
 * A {@code *-providers.csv} of one provider that grows by its published ranges. What was true once
 * stays in it: a block that a newer file no longer has ends that day, a new one begins, so that an
 * old log is still read by what was published then.
 */
public final class ProviderFile {
  private static final List<String> REQUIRED = List.of("cidr", "network_provider", "network_kind");
  private static final List<String> OPTIONAL = List.of("valid_from", "valid_to", "source");

  private final Path file;
  private final String provider;
  private final NetworkKind kind;
  private final List<Row> rows;

  /** A line of the file. Empty dates have no end. */
  private record Row(Cidr cidr, Optional<LocalDate> from, Optional<LocalDate> to, String source) {
    String csv(String provider, NetworkKind kind) {
      return String.join(
          ",",
          cidr.toString(),
          provider,
          kind.label(),
          from.map(LocalDate::toString).orElse(""),
          to.map(LocalDate::toString).orElse(""),
          "\"" + source.replace("\"", "\"\"") + "\"");
    }
  }

  /**
   * The file with newer ranges in it.
   *
   * @param text the whole file
   * @param added blocks that begin
   * @param ended blocks that end
   * @param unchanged blocks that go on
   */
  public record Updated(String text, int added, int ended, int unchanged) {
    public Updated {
      requireNonNull(text, "text");
    }
  }

  private ProviderFile(Path file, String provider, NetworkKind kind, List<Row> rows) {
    this.file = file;
    this.provider = provider;
    this.kind = kind;
    this.rows = rows;
  }

  /** A file that does not exist yet. */
  public static ProviderFile empty(Path file, String provider, NetworkKind kind) {
    return new ProviderFile(file, provider, kind, List.of());
  }

  /**
   * A file as it is.
   *
   * @throws org.truecost.config.ConfigException with all its problems, among them rows of another
   *     provider or kind: whose they are, ranges of this one could not tell
   */
  public static ProviderFile read(Path file, byte[] bytes, String provider, NetworkKind kind) {
    Problems problems = new Problems();
    List<Row> rows = new ArrayList<>();
    for (CsvFile.Row row : CsvFile.read(file, bytes, REQUIRED, OPTIONAL, problems)) {
      String owner = row.requiredText("network_provider");
      String ofKind = row.requiredText("network_kind");
      if (!owner.equals(provider) || !ofKind.equals(kind.label())) {
        row.problem(
            "network_provider",
            "is \""
                + owner
                + "\" ("
                + ofKind
                + "), not \""
                + provider
                + "\" ("
                + kind.label()
                + "); imported ranges need a file of their own");
        continue;
      }
      try {
        rows.add(
            new Row(
                Cidr.parse(row.requiredText("cidr")),
                row.date("valid_from"),
                row.date("valid_to"),
                row.text("source")));
      } catch (IllegalArgumentException e) {
        row.problem("cidr", e.getMessage());
      }
    }
    problems.throwIfAny();
    return new ProviderFile(file, provider, kind, rows);
  }

  /**
   * This file, with {@code blocks} valid from {@code date} on. In a file without rows they are
   * valid at all times: what was before the first file, nobody knows.
   *
   * @param source where the blocks come from
   * @throws org.truecost.config.ConfigException if the file already has ranges of a later day
   */
  public Updated with(Collection<Cidr> blocks, LocalDate date, String source) {
    Problems problems = new Problems();
    latest()
        .filter(date::isBefore)
        .ifPresent(
            later ->
                problems.add(
                    file,
                    "",
                    "already has ranges of "
                        + later
                        + ", later than "
                        + date
                        + ": import files in the order of their dates"));
    problems.throwIfAny();
    Set<Cidr> begins = new LinkedHashSet<>(blocks);
    List<Row> kept = new ArrayList<>();
    int ended = 0;
    int unchanged = 0;
    for (Row row : rows) {
      if (row.to().isPresent()) {
        kept.add(row);
      } else if (begins.remove(row.cidr())) {
        kept.add(row);
        unchanged++;
      } else {
        ended++;
        // What began on the day it ends was never valid.
        if (!row.from().equals(Optional.of(date))) {
          kept.add(new Row(row.cidr(), row.from(), Optional.of(date), row.source()));
        }
      }
    }
    Optional<LocalDate> from = rows.isEmpty() ? Optional.empty() : Optional.of(date);
    begins.forEach(cidr -> kept.add(new Row(cidr, from, Optional.empty(), source)));
    kept.sort((a, b) -> Cidr.NESTING.compare(a.cidr(), b.cidr()));
    return new Updated(text(kept), begins.size(), ended, unchanged);
  }

  /** Whether nothing was imported yet. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The first ranges, which are valid at all times: their day need not be known. */
  public Updated first(Collection<Cidr> blocks, String source) {
    if (!rows.isEmpty()) {
      throw new IllegalStateException(file + " has ranges already");
    }
    return with(blocks, LocalDate.MIN, source);
  }

  private Optional<LocalDate> latest() {
    return rows.stream()
        .flatMap(row -> Stream.concat(row.from().stream(), row.to().stream()))
        .max(LocalDate::compareTo);
  }

  private String text(List<Row> all) {
    StringBuilder text =
        new StringBuilder("# Written by `truecost ranges import`; a newer file of ")
            .append(provider)
            .append(" is imported into this one.\n")
            .append("cidr,network_provider,network_kind,valid_from,valid_to,source\n");
    all.forEach(row -> text.append(row.csv(provider, kind)).append('\n'));
    return text.toString();
  }
}
