package org.truecost.devcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered between commands. */
class ClusterStateTest {
  @TempDir Path folder;

  @Test
  void isReadAsItWasWritten() throws Exception {
    Layout layout = Layout.of(folder);
    ClusterState state =
        new ClusterState(
            Settings.DEFAULT.withHighAvailability(2).withFlink(Map.of("a.b", "ü \"c\"")),
            new Ports(Map.of(Ports.KAFKA, 9092)),
            List.of(
                new Member(new MemberName(Role.KAFKA, 1), 17, "kafka-x"),
                new Member(new MemberName(Role.TASK_MANAGER, 12), 18, "taskmanager-12-x")));

    state.write(layout);

    assertThat(ClusterState.read(layout)).contains(state);
  }

  @Test
  void damageIsToldWithWhatToDo() throws Exception {
    Layout layout = Layout.of(folder);
    for (String damaged :
        List.of("{\"settings\":", "{}", "[]", "{\"processes\":[{\"name\":\"x\"}]}")) {
      Files.writeString(layout.state(), damaged);

      assertThatThrownBy(() -> ClusterState.read(layout))
          .as(damaged)
          .isInstanceOf(DevClusterException.class)
          .hasMessageContaining("dev-cluster.json is damaged");
    }
  }

  @Test
  void portsStayUnlessSomebodyTookThem() throws Exception {
    Ports first = Ports.choose(Settings.DEFAULT, new Ports(Map.of()));
    assertThat(new HashSet<>(first.byUse().values())).hasSize(7);
    try (ServerSocket other =
        new ServerSocket(first.of(Ports.rest(1)), 1, InetAddress.getLoopbackAddress())) {
      Ports second = Ports.choose(Settings.DEFAULT, first);

      assertThat(second.of(Ports.rest(1))).isNotEqualTo(other.getLocalPort());
      assertThat(second.of(Ports.KAFKA)).isEqualTo(first.of(Ports.KAFKA));
      assertThatThrownBy(
              () -> Ports.choose(Settings.DEFAULT.withRestPort(other.getLocalPort()), first))
          .isInstanceOf(DevClusterException.class)
          .hasMessageContaining("is in use by another program; choose another with --rest-port");
    }
  }

  @Test
  void twoCommandsAtOnceAreRefused() throws Exception {
    Layout layout = Layout.of(folder);
    try (DirectoryLock lock = DirectoryLock.acquire(layout)) {
      assertThatThrownBy(() -> DirectoryLock.acquire(layout))
          .isInstanceOf(DevClusterException.class)
          .hasMessageContaining("Another command");
    }
    DirectoryLock.acquire(layout).close();
  }
}
