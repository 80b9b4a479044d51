package org.truecost.ingest.kafka;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.truecost.config.Quoted;
import org.truecost.ingest.kafka.PublishSummary.Fate;
import org.truecost.ingest.kafka.PublishSummary.FileFate;
import org.truecost.ingest.kafka.PublishSummary.SourceTotal;
import org.truecost.source.Source;

/**
 * Publishes log files to Kafka, exactly once: blocks and the record of their progress become
 * visible in one transaction, and files are known again by their content.
 */
public final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final String FIRST_ANSWER_MILLIS = "15000";
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final long STOP_CHECK_MILLIS = 100;

  /** A look at directories takes at most this share of the time. */
  private static final int ROUNDS_APART = 5;

  private final PublishOptions options;
  private final Supplier<InputListing> inputs;
  private final PublishListener listener;
  private final PublishProgress progress;
  private final BooleanSupplier stopped;
  private final Clock clock;

  /** Sums of publishers that were closed. */
  private final Map<String, SourceTotal> totals = new TreeMap<>();

  private final List<FileFate> files = new ArrayList<>();
  private final Set<String> unmatched = new HashSet<>();
  private final Map<String, String> unreadable = new TreeMap<>();

  /**
   * @param inputs lists what there is; asked once, or again and again when following
   * @param stopped is asked between blocks; once it says true, what was sent is committed and the
   *     publisher ends
   * @param clock when files arrive, and which event times are believable
   */
  public Publisher(
      PublishOptions options,
      Supplier<InputListing> inputs,
      PublishListener listener,
      PublishProgress progress,
      BooleanSupplier stopped,
      Clock clock) {
    this.options = options;
    this.inputs = inputs;
    this.listener = listener;
    this.progress = progress;
    this.stopped = stopped;
    this.clock = clock;
  }

  /**
   * Publishes what there is, once.
   *
   * @throws PublishException if Kafka refuses; what was committed stays
   */
  public PublishSummary publish() throws PublishException, InterruptedException {
    InputListing listing = inputs.get();
    progress.found(listing.logs().size());
    unmatched.addAll(listing.unmatched());
    unreadable.putAll(listing.unreadable());
    Map<String, List<InputLog>> bySource = new LinkedHashMap<>();
    for (InputLog log : listing.logs()) {
      bySource.computeIfAbsent(log.source().id(), id -> new ArrayList<>()).add(log);
    }
    connected(
        admin -> {
          for (List<InputLog> logs : bySource.values()) {
            publish(logs, admin);
          }
        });
    return summary(!stopped.getAsBoolean());
  }

  private void publish(List<InputLog> logs, Admin admin)
      throws PublishException, ExecutionException, InterruptedException {
    if (stopped.getAsBoolean()) {
      return;
    }
    SourcePublisher publisher = open(logs.get(0).source(), admin);
    boolean done = false;
    try {
      for (InputLog log : logs) {
        if (stopped.getAsBoolean()) {
          break;
        }
        try {
          count(publisher, publisher.publish(log));
        } catch (IOException e) {
          unreadable.put(log.name(), reason(e));
        }
        publisher.transactions().commitIfDue();
        progress.done();
      }
      publisher.transactions().commit();
      done = true;
    } catch (KafkaException e) {
      throw KafkaFailures.explain(e, options, doing(publisher.source()));
    } finally {
      close(publisher, done);
    }
  }

  private void count(SourcePublisher publisher, FileFate fate) {
    if (fate.fate() == Fate.PUBLISHED || fate.fate() == Fate.CONTINUED) {
      publisher.transactions().countFile();
    } else {
      publisher.transactions().countSkipped();
    }
    if (fate.fate() != Fate.PUBLISHED && files.size() < PublishSummary.MOST_FILES) {
      files.add(fate);
    }
  }

  /**
   * Publishes what there is and what comes, until it is stopped. Once Kafka was reached, it waits
   * and tries again when it cannot be.
   *
   * @throws PublishException if Kafka refuses, or another publisher takes a source over
   */
  public PublishSummary follow() throws PublishException, InterruptedException {
    boolean[] worked = {false};
    Duration pause = options.poll();
    while (true) {
      boolean[] works = {false};
      try {
        connected(
            admin -> {
              worked[0] = true;
              follow(admin, works);
            });
        return summary(true);
      } catch (PublishException e) {
        if (!worked[0] || !e.isPassing()) {
          LOG.error("event=publisher_ends reason={}", e.reason().name().toLowerCase(Locale.ROOT));
          throw e;
        }
        pause = works[0] ? options.poll() : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        progress.startsOver();
        LOG.warn(
            "event=publisher_starts_over reason={} pause_s={}",
            e.reason().name().toLowerCase(Locale.ROOT),
            pause.toSeconds());
        listener.note(e.getMessage() + " Trying again in " + pause.toSeconds() + " s.");
        if (sleep(pause)) {
          return summary(true);
        }
      }
    }
  }

  private void follow(Admin admin, boolean[] works)
      throws PublishException, ExecutionException, InterruptedException {
    Map<String, SourcePublisher> open = new TreeMap<>();
    Following following = new Following(options, clock, listener);
    boolean done = false;
    try {
      Duration pause = Duration.ZERO;
      while (!sleep(pause)) {
        long started = System.nanoTime();
        round(following, open, admin);
        works[0] = true;
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        pause = longer(options.poll(), shorter(took.multipliedBy(ROUNDS_APART), LONGEST_PAUSE));
      }
      commit(open);
      done = true;
    } finally {
      for (SourcePublisher publisher : open.values()) {
        close(publisher, done);
      }
    }
  }

  private void round(Following following, Map<String, SourcePublisher> open, Admin admin)
      throws PublishException, ExecutionException, InterruptedException {
    InputListing listing = inputs.get();
    progress.found(listing.logs().size());
    listing.unmatched().stream()
        .filter(name -> unmatched.size() < PublishSummary.MOST_FILES && unmatched.add(name))
        .forEach(name -> listener.note(name + " matches no source and is published by nobody."));
    listing.unreadable().forEach(this::noteUnreadable);
    following.startRound();
    List<FollowedFile> listed = new ArrayList<>();
    listing.logs().forEach(log -> following.listed(log).ifPresent(listed::add));
    for (FollowedFile file : listed) {
      if (stopped.getAsBoolean()) {
        break;
      }
      Source source = file.log().source();
      SourcePublisher publisher = open.get(source.id());
      if (publisher == null) {
        publisher = open(source, admin);
        open.put(source.id(), publisher);
      }
      try {
        following.advance(file, publisher);
      } catch (IOException e) {
        noteUnreadable(file.log().name(), reason(e));
      } catch (KafkaException e) {
        throw KafkaFailures.explain(e, options, doing(source));
      }
    }
    following.endRound(progress);
    commit(open);
  }

  private void noteUnreadable(String name, String reason) {
    if (unreadable.size() < PublishSummary.MOST_FILES && unreadable.put(name, reason) == null) {
      LOG.warn("event=file_unreadable file={}", Quoted.text(name));
      listener.note(name + " cannot be read: " + reason + ".");
    }
  }

  private void commit(Map<String, SourcePublisher> open) throws PublishException {
    for (SourcePublisher publisher : open.values()) {
      try {
        publisher.transactions().commit();
      } catch (KafkaException e) {
        throw KafkaFailures.explain(e, options, doing(publisher.source()));
      }
    }
  }

  private SourcePublisher open(Source source, Admin admin)
      throws PublishException, ExecutionException, InterruptedException {
    try {
      return SourcePublisher.open(source, options, admin, clock, stopped, progress);
    } catch (KafkaException e) {
      throw KafkaFailures.explain(e, options, "opening the ledger of source " + source.id());
    }
  }

  private void close(SourcePublisher publisher, boolean done) {
    totals.merge(publisher.source().id(), publisher.transactions().total(), Publisher::sum);
    if (done) {
      publisher.transactions().close();
    } else {
      publisher.transactions().abandon();
    }
  }

  private static SourceTotal sum(SourceTotal a, SourceTotal b) {
    return new SourceTotal(
        a.source(),
        a.files() + b.files(),
        a.skipped() + b.skipped(),
        a.blocks() + b.blocks(),
        a.lines() + b.lines(),
        a.bytes() + b.bytes());
  }

  private static String doing(Source source) {
    return "publishing source " + source.id();
  }

  private interface Work {
    void with(Admin admin) throws PublishException, ExecutionException, InterruptedException;
  }

  /** Does {@code work} once brokers answer and both topics are there. */
  private void connected(Work work) throws PublishException, InterruptedException {
    Properties properties = new Properties();
    // Nobody should wait minutes to hear that an address is wrong.
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, FIRST_ANSWER_MILLIS);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, FIRST_ANSWER_MILLIS);
    properties.putAll(options.client());
    try (Admin admin = Admin.create(properties)) {
      try {
        Topics.require(options, admin);
      } catch (ExecutionException | KafkaException e) {
        throw KafkaFailures.explain(e, options, "looking for topics");
      }
      try {
        work.with(admin);
      } catch (ExecutionException e) {
        throw KafkaFailures.explain(e, options, "reading " + options.ledgerTopic());
      }
    } catch (KafkaException e) {
      throw KafkaFailures.explain(e, options, "connecting");
    }
  }

  /** Waits; true if it is stopped meanwhile. */
  private boolean sleep(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (!stopped.getAsBoolean()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      Thread.sleep(Math.min(left, STOP_CHECK_MILLIS));
    }
    return true;
  }

  private PublishSummary summary(boolean complete) {
    return new PublishSummary(
        List.copyOf(totals.values()),
        files,
        unmatched.stream().sorted().toList(),
        unreadable,
        complete);
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "vanished before it was read";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
