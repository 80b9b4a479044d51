package org.truecost.cli.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between clients and a broker on this machine, and can reset all connections at once: both
 * sides see RST, with whatever was on its way lost.
 */
final class ResettingProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int CONNECT_MILLIS = 5_000;

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private ResettingProxy(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** In front of a port of this machine, where nobody needs to listen yet. */
  static ResettingProxy before(int target) throws IOException {
    ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    ResettingProxy proxy = new ResettingProxy(server, target);
    start(proxy::accept);
    return proxy;
  }

  /** Where clients connect. */
  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Resets what is connected now; how many sockets that were, two of each connection. */
  int resetAll() {
    int count = 0;
    for (Socket socket : open) {
      count++;
      reset(socket);
    }
    return count;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        start(() -> connect(client));
      } catch (IOException closed) {
        // The loop looks whether it is the end.
        Thread.onSpinWait();
      }
    }
  }

  private void connect(Socket client) {
    Socket broker = new Socket();
    try {
      broker.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
    } catch (IOException nobodyListens) {
      reset(client);
      reset(broker);
      return;
    }
    open.add(client);
    open.add(broker);
    start(() -> copy(broker, client));
    copy(client, broker);
  }

  /** When one side ends, however it does, so does the other. */
  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    } catch (IOException broken) {
      reset(from);
    } finally {
      open.remove(from);
      open.remove(to);
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  /** Closing with a linger time of 0 sends RST and not FIN. */
  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException alreadyClosed) {
      return;
    }
    closeQuietly(socket);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "resetting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    resetAll();
  }
}
