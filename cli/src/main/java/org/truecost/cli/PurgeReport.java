package org.truecost.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.truecost.reports.render.Report;
import org.truecost.reports.render.ReportColumn;
import org.truecost.reports.render.ReportColumn.Style;
import org.truecost.reports.render.ReportTable;
import org.truecost.tables.PurgeRecord;

/** What purges removed, or one would. */
final class PurgeReport {
  private static final List<ReportColumn> TABLES =
      List.of(
          new ReportColumn("table", "table", Style.TEXT),
          new ReportColumn("days", "days", Style.COUNT),
          new ReportColumn("first_kept", "first day kept", Style.TEXT),
          new ReportColumn("batches", "batches", Style.COUNT),
          new ReportColumn("files", "files", Style.COUNT),
          new ReportColumn("rows", "rows", Style.COUNT),
          new ReportColumn("bytes", "bytes of files", Style.COUNT));
  private static final List<ReportColumn> KEYS =
      List.of(
          new ReportColumn("keys", "keys", Style.COUNT),
          new ReportColumn("first_day", "first day", Style.TEXT),
          new ReportColumn("last_day", "last day", Style.TEXT));
  private static final List<ReportColumn> TOPICS =
      List.of(
          new ReportColumn("topic", "topic", Style.TEXT),
          new ReportColumn("retention_ms_before", "retention.ms before", Style.COUNT),
          new ReportColumn("retention_ms", "after", Style.COUNT));
  private static final List<ReportColumn> REMOVED =
      List.of(
          new ReportColumn("commits_removed", "commits", Style.COUNT),
          new ReportColumn("files_removed", "files", Style.COUNT),
          new ReportColumn("bytes_removed", "bytes", Style.COUNT));
  private static final List<ReportColumn> LIST =
      List.of(
          new ReportColumn("number", "purge", Style.COUNT),
          new ReportColumn("state", "state", Style.TEXT),
          new ReportColumn("at", "at", Style.TEXT),
          new ReportColumn("as_of", "as of", Style.TEXT),
          new ReportColumn("commit", "commit", Style.COUNT),
          new ReportColumn("tables", "tables", Style.TEXT),
          new ReportColumn("batches", "batches", Style.COUNT),
          new ReportColumn("rows", "rows", Style.COUNT),
          new ReportColumn("keys", "keys", Style.COUNT),
          new ReportColumn("commits_removed", "commits", Style.COUNT),
          new ReportColumn("files_removed", "files", Style.COUNT),
          new ReportColumn("bytes_removed", "bytes", Style.COUNT),
          new ReportColumn("policy_digest", "policy", Style.TEXT, false));

  private PurgeReport() {}

  /** What a dry run found. */
  static Report wouldGo(PurgeRecord record, Path data, List<String> notes) {
    List<ReportTable> tables = new ArrayList<>(tables(record));
    tables.add(
        new ReportTable(
            "removed",
            "Old commits that name such rows:",
            REMOVED.subList(0, 1),
            List.of(List.of(number(record.removed().commits()))),
            null));
    return new Report(
        "Would be removed from " + data + ", nothing was", facts(record), tables, notes);
  }

  /** What an applied purge removed. */
  static Report gone(PurgeRecord record, Path data, List<String> notes) {
    List<ReportTable> tables = new ArrayList<>(tables(record));
    tables.add(
        new ReportTable(
            "removed",
            "Removed from disk:",
            REMOVED,
            List.of(
                List.of(
                    number(record.removed().commits()),
                    number(record.removed().files()),
                    number(record.removed().bytes()))),
            null));
    return new Report(
        record.number() == 0
            ? "Nothing in " + data + " is too old"
            : "Purge " + record.number() + " of " + data,
        facts(record),
        tables,
        notes);
  }

  /** All records. */
  static Report list(List<PurgeRecord> records, Path data) {
    List<List<Object>> rows = new ArrayList<>();
    for (PurgeRecord record : records) {
      rows.add(
          Arrays.asList(
              number(record.number()),
              record.state().label(),
              record.at().toString(),
              record.asOf().toString(),
              number(record.commit()),
              String.join(" ", record.tables().stream().map(PurgeRecord.Table::table).toList()),
              number(record.tables().stream().mapToLong(table -> table.batches().size()).sum()),
              number(record.tables().stream().mapToLong(PurgeRecord.Table::rows).sum()),
              number(record.keys().size()),
              number(record.removed().commits()),
              number(record.removed().files()),
              number(record.removed().bytes()),
              record.policyDigest()));
    }
    return new Report(
        "Purges of " + data,
        Map.of("report", "purges"),
        List.of(new ReportTable("purges", "", LIST, rows, null)),
        List.of("Batches, files and key days stand in " + data.resolve("_purges") + "."));
  }

  private static Map<String, String> facts(PurgeRecord record) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("report", "purge");
    facts.put("as_of", record.asOf().toString());
    facts.put("policy_digest", record.policyDigest());
    facts.put("number", Long.toString(record.number()));
    facts.put("commit", Long.toString(record.commit()));
    return facts;
  }

  private static List<ReportTable> tables(PurgeRecord record) {
    List<List<Object>> rows = new ArrayList<>();
    for (PurgeRecord.Table table : record.tables()) {
      rows.add(
          List.of(
              table.table(),
              number(table.days()),
              table.firstKept().toString(),
              number(table.batches().size()),
              number(table.files().size()),
              number(table.rows()),
              number(table.bytes())));
    }
    List<List<Object>> topics = new ArrayList<>();
    for (PurgeRecord.Topic topic : record.topics()) {
      topics.add(List.of(topic.topic(), number(topic.before()), number(topic.after())));
    }
    List<LocalDate> keys = record.keys();
    return List.of(
        new ReportTable("purge", "", TABLES, rows, null),
        new ReportTable(
            "keys",
            "Client keys:",
            KEYS,
            keys.isEmpty()
                ? List.of()
                : List.of(
                    List.of(
                        number(keys.size()),
                        keys.get(0).toString(),
                        keys.get(keys.size() - 1).toString())),
            null),
        new ReportTable("topics", "Kafka topics:", TOPICS, topics, null));
  }

  private static BigDecimal number(long value) {
    return BigDecimal.valueOf(value);
  }
}
