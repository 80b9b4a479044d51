package org.truecost.devcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LivenessTest {
  private Process process;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void aProcessIsKnownByItsMark() throws Exception {
    process = sleeping("mark-1");

    assertThat(Liveness.of(process.pid(), "mark-1")).isEqualTo(Liveness.RUNNING);
    assertThat(Liveness.of(process.pid(), "mark-2")).isEqualTo(Liveness.DEAD);
    process.destroyForcibly();
    process.waitFor();
    assertThat(Liveness.of(process.pid(), "mark-1")).isEqualTo(Liveness.DEAD);
  }

  @Test
  void aProcessThatReplacesItsProgramIsNotDead() throws Exception {
    for (int i = 0; i < 30; i++) {
      process =
          new ProcessBuilder("env", "env", "env", "sh", "-c", "read ignored", "mark-1").start();
      for (int look = 0; look < 100; look++) {
        assertThat(Liveness.of(process.pid(), "mark-1")).isEqualTo(Liveness.RUNNING);
      }
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void aStoppedProcessIsNeitherRunningNorDead() throws Exception {
    process = sleeping("mark-1");

    Signal.STOP.send(process.pid());
    await(Liveness.SUSPENDED);
    Signal.CONT.send(process.pid());
    await(Liveness.RUNNING);
  }

  @Test
  void aProcessThatEndedButIsNotWaitedForIsDead() throws Exception {
    // The inner shell ends, and the outer one has turned into something that never asks for it.
    process = new ProcessBuilder("/bin/sh", "-c", "sh -c 'echo $$' mark-1 & exec sleep 60").start();
    long zombie = Long.parseLong(process.inputReader().readLine());

    while (Liveness.of(zombie, "mark-1") != Liveness.DEAD) {
      Thread.sleep(10);
    }
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void theGuardKillsWhenItsPipeCloses() throws Exception {
    process = sleeping("mark-1");
    Process other = sleeping("mark-2");
    Guard guard = Guard.start();
    guard.watch(process);
    guard.watch(other);
    other.destroyForcibly();
    other.waitFor();

    guard.close();

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 9);
  }

  @Test
  void theGuardKillsWhenTheJvmIsKilled() throws Exception {
    process =
        new ProcessBuilder(
                Installation.ownJava().toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                GuardedJvm.class.getName())
            .start();
    long guarded = Long.parseLong(process.inputReader().readLine());
    assertThat(Liveness.of(guarded, GuardedJvm.MARK)).isEqualTo(Liveness.RUNNING);

    process.destroyForcibly();

    while (Liveness.of(guarded, GuardedJvm.MARK) != Liveness.DEAD) {
      Thread.sleep(10);
    }
  }

  /** Starts a guarded process, names it and waits for ever. */
  static final class GuardedJvm {
    static final String MARK = "mark-guarded";

    private GuardedJvm() {}

    public static void main(String[] arguments) throws Exception {
      Process child =
          new ProcessBuilder("/bin/sh", "-c", "while :; do sleep 1; done", MARK).start();
      Guard.start().watch(child);
      System.out.println(child.pid());
      Thread.sleep(60_000);
    }
  }

  private void await(Liveness expected) throws InterruptedException {
    while (Liveness.of(process.pid(), "mark-1") != expected) {
      Thread.sleep(10);
    }
  }

  private static Process sleeping(String mark) throws Exception {
    return new ProcessBuilder("/bin/sh", "-c", "read ignored", mark).start();
  }
}
