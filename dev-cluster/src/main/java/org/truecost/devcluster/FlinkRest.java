package org.truecost.devcluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Flink's REST API, as much of it as operating jobs needs.
 *
 * @see <a href="https://nightlies.apache.org/flink/flink-docs-release-2.3/docs/ops/rest_api/">
 *     Flink's REST API</a>
 */
public final class FlinkRest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 100;

  /** One for all: a client has threads of its own. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private final URI address;
  private final Duration timeout;

  /**
   * @param address as in {@code http://127.0.0.1:8081}
   */
  public FlinkRest(URI address) {
    this(address, TIMEOUT);
  }

  FlinkRest(URI address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
  }

  /**
   * What a cluster has.
   *
   * @param taskManagers registered TaskManagers
   * @param slots their slots
   * @param freeSlots those without a task
   */
  public record Overview(int taskManagers, int slots, int freeSlots) {}

  /**
   * A job that the cluster remembers.
   *
   * @param id 32 hexadecimal digits
   * @param name as its program calls it
   * @param state as Flink calls it: RUNNING, RESTARTING, FINISHED, …
   */
  public record Job(String id, String name, String state) {
    /** Whether it will not run again. */
    public boolean isOver() {
      return state.equals("FINISHED") || state.equals("CANCELED") || state.equals("FAILED");
    }
  }

  /**
   * How a job's checkpoints went.
   *
   * @param completed how many
   * @param failed how many
   * @param restored how often the job began anew from one, or from a savepoint
   * @param newest where the newest complete one lies
   */
  public record Checkpoints(long completed, long failed, long restored, Optional<String> newest) {}

  public URI address() {
    return address;
  }

  public Overview overview() throws IOException, InterruptedException {
    JsonNode node = get("/overview");
    return new Overview(
        node.required("taskmanagers").asInt(),
        node.required("slots-total").asInt(),
        node.required("slots-available").asInt());
  }

  /** The resource ids of the registered TaskManagers. */
  public Set<String> taskManagers() throws IOException, InterruptedException {
    Set<String> ids = new TreeSet<>();
    for (JsonNode manager : get("/taskmanagers").required("taskmanagers")) {
      ids.add(manager.required("id").asText());
    }
    return ids;
  }

  public List<Job> jobs() throws IOException, InterruptedException {
    List<Job> jobs = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").required("jobs")) {
      jobs.add(
          new Job(
              job.required("jid").asText(),
              job.required("name").asText(),
              job.required("state").asText()));
    }
    return jobs;
  }

  /** As Flink calls it: RUNNING, RESTARTING, FINISHED, … */
  public String state(String job) throws IOException, InterruptedException {
    return get("/jobs/" + job).required("state").asText();
  }

  /** Whether all tasks of a job run; a job is RUNNING before they do. */
  public boolean allTasksRun(String job) throws IOException, InterruptedException {
    JsonNode node = get("/jobs/" + job);
    if (!node.required("state").asText().equals("RUNNING")) {
      return false;
    }
    for (JsonNode vertex : node.required("vertices")) {
      String status = vertex.required("status").asText();
      if (!status.equals("RUNNING") && !status.equals("FINISHED")) {
        return false;
      }
    }
    return true;
  }

  /** Why a job failed last, or empty. */
  public String failure(String job) throws IOException, InterruptedException {
    JsonNode entries = get("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries");
    return entries.isEmpty() ? "" : entries.get(0).path("stacktrace").asText();
  }

  public Checkpoints checkpoints(String job) throws IOException, InterruptedException {
    JsonNode node = get("/jobs/" + job + "/checkpoints");
    JsonNode counts = node.required("counts");
    JsonNode newest = node.path("latest").path("completed").path("external_path");
    return new Checkpoints(
        counts.required("completed").asLong(),
        counts.required("failed").asLong(),
        counts.required("restored").asLong(),
        newest.isTextual() ? Optional.of(newest.asText()) : Optional.empty());
  }

  /**
   * Takes a savepoint below {@code directory} and lets the job go on.
   *
   * @return where it lies, to be given to {@link Submission#fromSavepoint}
   */
  public String savepoint(String job, Path directory, Duration patience)
      throws IOException, InterruptedException {
    String body =
        JSON.createObjectNode()
            .put("target-directory", FlinkConfiguration.uri(directory.toAbsolutePath()))
            .put("cancel-job", false)
            .toString();
    return awaitSavepoint(job, post("/jobs/" + job + "/savepoints", body), patience);
  }

  /**
   * Takes a savepoint below {@code directory} and ends the job.
   *
   * @param drain whether the job shall believe that its input has ended
   * @return where it lies, to be given to {@link Submission#fromSavepoint}
   */
  public String stop(String job, Path directory, boolean drain, Duration patience)
      throws IOException, InterruptedException {
    return stop(job, FlinkConfiguration.uri(directory.toAbsolutePath()), drain, patience);
  }

  /** The same, below an address of any of Flink's file systems. */
  public String stop(String job, String address, boolean drain, Duration patience)
      throws IOException, InterruptedException {
    String body =
        JSON.createObjectNode().put("targetDirectory", address).put("drain", drain).toString();
    return awaitSavepoint(job, post("/jobs/" + job + "/stop", body), patience);
  }

  /** Ends a job at once; its newest checkpoints stay. */
  public void cancel(String job) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(address.resolve("/jobs/" + job))
            .method("PATCH", BodyPublishers.noBody()));
  }

  /** Whatever else the API knows; {@code path} begins with a slash. */
  public JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET());
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  private String awaitSavepoint(String job, JsonNode asked, Duration patience)
      throws IOException, InterruptedException {
    String request = asked.required("request-id").asText();
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      JsonNode answer = get("/jobs/" + job + "/savepoints/" + request);
      if (answer.required("status").required("id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.required("operation");
        if (operation.has("failure-cause")) {
          throw new IOException(
              "No savepoint of job "
                  + job
                  + ": "
                  + operation.path("failure-cause").path("stack-trace").asText());
        }
        return operation.required("location").asText();
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException("No savepoint of job " + job + " within " + patience);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpRequest built = request.timeout(timeout).build();
    HttpResponse<String> response = HTTP.send(built, BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (response.statusCode() >= 300) {
      throw new IOException(
          built.method()
              + " "
              + built.uri()
              + ": "
              + response.statusCode()
              + " "
              + response.body());
    }
    return JSON.readTree(response.body());
  }
}
