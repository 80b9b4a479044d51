package org.truecost.cli;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.truecost.ingest.kafka.TopicRetention;
import org.truecost.metering.ClientKeys;
import org.truecost.reports.Purge;
import org.truecost.retention.RetentionPolicy;
import org.truecost.tables.Commit;
import org.truecost.tables.DataDirectory;
import org.truecost.tables.Expiry;
import org.truecost.tables.Lease;
import org.truecost.tables.PurgeLog;
import org.truecost.tables.PurgeRecord;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code truecost purge}. */
@Command(
    name = "purge",
    header = "Remove what is older than retention.yaml allows.",
    description = {
      "Rows of tables with days go for good, with every older commit that has them; so do client"
          + " keys. Kafka topics are told how long to keep records. What went is written down"
          + " (--list).",
      "It may run beside a metering job, but not beside a replay."
    })
final class PurgeCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Mixin private KeysOption keys;
  @Mixin private DataOption data;

  @ArgGroup(multiplicity = "1")
  private What what;

  /** Exactly one of these. */
  static final class What {
    @Option(names = "--dry-run", description = "Show what would go, and change nothing.")
    private boolean dryRun;

    @Option(names = "--apply", description = "Remove it.")
    boolean apply;

    @Option(names = "--list", description = "Show what earlier purges removed.")
    private boolean list;
  }

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "What to take for now: 2026-11-01 or 2026-11-01T00:00:00Z. Default: now.")
  private Instant asOf;

  /** Without, topics are left alone. */
  @ArgGroup(exclusive = false)
  private KafkaOptions kafka;

  @Override
  public Integer call() throws Exception {
    DataDirectory directory = data.open();
    if (what.list) {
      output.write(PurgeReport.list(new PurgeLog(directory).all(), data.path()), common.out());
      return ExitCodes.OK;
    }
    RetentionPolicy policy = RetentionPolicy.load(common.config(), Purge.stored());
    // Before anything goes: a broker that does not answer must not stop a purge half-way.
    List<TopicRetention> topics = topics(policy);
    return what.dryRun ? dryRun(directory, policy, topics) : apply(directory, policy, topics);
  }

  private int dryRun(DataDirectory directory, RetentionPolicy policy, List<TopicRetention> topics)
      throws Exception {
    Instant now = Instant.now();
    Purge plan = Purge.plan(directory, policy, today(now));
    PurgeRecord would = record(now, policy, plan, oldKeys(policy, now), changes(policy, topics));
    output.write(PurgeReport.wouldGo(would, data.path(), notes(policy, topics)), common.out());
    return exitCode(topics);
  }

  private int apply(DataDirectory directory, RetentionPolicy policy, List<TopicRetention> topics)
      throws Exception {
    Instant now = Instant.now();
    try (Lease lease = Lease.ofMaintenance(directory, "purge");
        ProgressDisplay display = ProgressDisplay.start(common, () -> "Purging " + data.path())) {
      PurgeLog log = new PurgeLog(directory);
      settle(log, directory.log().head());
      Purge plan = Purge.plan(directory, policy, today(now));
      PurgeRecord record = record(now, policy, plan, oldKeys(policy, now), changes(policy, topics));
      boolean anything =
          !plan.tables().isEmpty()
              || plan.commits() > 0
              || !record.keys().isEmpty()
              || !record.topics().isEmpty();
      if (anything) {
        record = log.begin(record);
      }
      Purge.Purged purged = plan.apply(lease, record.number());
      List<LocalDate> destroyed =
          policy.keys().isEmpty()
              ? List.of()
              : days(new ClientKeys(keys.of(data.path())).destroyBefore(firstKey(policy, now)));
      Map<String, Long> set = new TreeMap<>();
      record.topics().forEach(topic -> set.put(topic.topic(), topic.after()));
      if (!set.isEmpty()) {
        TopicRetention.set(kafka.servers(), kafka.client(), set);
      }
      PurgeRecord done =
          new PurgeRecord(
              record.number(),
              PurgeRecord.State.DONE,
              record.at(),
              record.asOf(),
              record.policyDigest(),
              purged.commit(),
              record.tables(),
              destroyed,
              record.topics(),
              purged.removed());
      if (anything) {
        log.replace(done);
      }
      display.close();
      output.write(PurgeReport.gone(done, data.path(), notes(policy, topics)), common.out());
    }
    return exitCode(topics);
  }

  /** What became of purges that were killed. */
  private void settle(PurgeLog log, Commit head) throws IOException {
    for (PurgeRecord record : log.all()) {
      if (record.state() == PurgeRecord.State.BEGUN) {
        List<LocalDate> there =
            days(new ClientKeys(keys.of(data.path())).daysBefore(Integer.MAX_VALUE));
        List<LocalDate> destroyed =
            record.keys().stream().filter(day -> !there.contains(day)).toList();
        log.replace(
            new PurgeRecord(
                record.number(),
                Purge.hasCommitted(head, record)
                    ? PurgeRecord.State.FINISHED_LATER
                    : PurgeRecord.State.NOT_DONE,
                record.at(),
                record.asOf(),
                record.policyDigest(),
                record.commit(),
                record.tables(),
                destroyed,
                List.of(),
                record.removed()));
      }
    }
  }

  private PurgeRecord record(
      Instant now,
      RetentionPolicy policy,
      Purge plan,
      List<LocalDate> oldKeys,
      List<PurgeRecord.Topic> topics)
      throws IOException {
    return new PurgeRecord(
        0,
        PurgeRecord.State.BEGUN,
        now,
        asOf == null ? now : asOf,
        policy.digest(),
        0,
        plan.tables(),
        oldKeys,
        topics,
        new Expiry.Removed(plan.commits(), 0, 0));
  }

  private LocalDate today(Instant now) {
    return (asOf == null ? now : asOf).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private int firstKey(RetentionPolicy policy, Instant now) {
    return Math.toIntExact(
        RetentionPolicy.firstKept(today(now), policy.keys().getAsInt()).toEpochDay());
  }

  private List<LocalDate> oldKeys(RetentionPolicy policy, Instant now) throws IOException {
    return policy.keys().isEmpty()
        ? List.of()
        : days(new ClientKeys(keys.of(data.path())).daysBefore(firstKey(policy, now)));
  }

  private static List<LocalDate> days(List<Integer> days) {
    return days.stream().map(LocalDate::ofEpochDay).toList();
  }

  private List<TopicRetention> topics(RetentionPolicy policy) throws Exception {
    return kafka == null || policy.topics().isEmpty()
        ? List.of()
        : TopicRetention.of(kafka.servers(), kafka.client(), policy.topics().keySet());
  }

  private static List<PurgeRecord.Topic> changes(
      RetentionPolicy policy, List<TopicRetention> topics) {
    List<PurgeRecord.Topic> changes = new ArrayList<>();
    for (TopicRetention topic : topics) {
      long wanted = TimeUnit.DAYS.toMillis(policy.topics().get(topic.topic()));
      if (topic.there() && !topic.compacted() && topic.millis() != wanted) {
        changes.add(new PurgeRecord.Topic(topic.topic(), topic.millis(), wanted));
      }
    }
    return changes;
  }

  private List<String> notes(RetentionPolicy policy, List<TopicRetention> topics) {
    List<String> notes = new ArrayList<>();
    if (kafka == null && !policy.topics().isEmpty()) {
      notes.add("Kafka topics were not looked at: give --bootstrap.");
    }
    for (TopicRetention topic : topics) {
      if (!topic.there()) {
        notes.add("Kafka has no topic " + topic.topic() + ".");
      } else if (topic.compacted()) {
        notes.add("Topic " + topic.topic() + " is compacted, and forgets nothing by its age.");
      } else if (topic.segmentMillis() > TimeUnit.DAYS.toMillis(1)) {
        notes.add(
            "Brokers delete whole segments: a record of "
                + topic.topic()
                + " may be there for "
                + TimeUnit.MILLISECONDS.toDays(topic.segmentMillis())
                + " days longer. Lower its segment.ms.");
      }
    }
    return notes;
  }

  private static int exitCode(List<TopicRetention> topics) {
    return topics.stream().allMatch(topic -> topic.there() && !topic.compacted())
        ? ExitCodes.OK
        : ExitCodes.PARTIAL;
  }
}
