package org.truecost.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ResettingProxyTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @Test
  void bothSidesOfAConnectionSeeAResetAndNotAnEnd() throws Exception {
    try (ServerSocket broker = new ServerSocket(0, 1, HERE);
        ResettingProxy proxy = ResettingProxy.before(broker.getLocalPort());
        Socket client = new Socket(HERE, port(proxy));
        Socket accepted = broker.accept()) {
      client.getOutputStream().write(7);
      assertThat(accepted.getInputStream().read()).isEqualTo(7);
      accepted.getOutputStream().write(8);
      assertThat(client.getInputStream().read()).isEqualTo(8);

      assertThat(proxy.resetAll()).isEqualTo(2);

      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      assertThatThrownBy(() -> accepted.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void whoEndsAConnectionEndsItForTheOther() throws Exception {
    try (ServerSocket broker = new ServerSocket(0, 1, HERE);
        ResettingProxy proxy = ResettingProxy.before(broker.getLocalPort());
        Socket client = new Socket(HERE, port(proxy))) {
      broker.accept().close();

      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static int port(ResettingProxy proxy) {
    return Integer.parseInt(proxy.address().split(":", 2)[1]);
  }
}
