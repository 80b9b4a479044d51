package org.truecost.devcluster;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks a broker for its metadata, as every client does first: a port that is open does not mean
 * that the broker serves.
 *
 * @see <a href="https://kafka.apache.org/protocol#The_Messages_Metadata">Kafka's protocol</a>
 */
final class KafkaHandshake {
  private static final short METADATA = 3;

  /** The oldest version that says whether topics may be created by asking. */
  private static final short VERSION = 4;

  private static final int CORRELATION = 0x7472_7565;
  private static final String CLIENT = "truecost-dev-cluster";
  private static final int LARGEST_ANSWER = 64 << 20;

  private KafkaHandshake() {}

  /** Whether the broker on {@code port} of this machine says that it is there for clients. */
  static boolean answers(int port, int timeoutMillis) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeoutMillis);
      socket.setSoTimeout(timeoutMillis);
      ask(new DataOutputStream(socket.getOutputStream()));
      return brokers(new DataInputStream(socket.getInputStream())) > 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  private static void ask(DataOutputStream out) throws IOException {
    byte[] client = CLIENT.getBytes(StandardCharsets.UTF_8);
    out.writeInt(2 + 2 + 4 + 2 + client.length + 4 + 1);
    out.writeShort(METADATA);
    out.writeShort(VERSION);
    out.writeInt(CORRELATION);
    out.writeShort(client.length);
    out.write(client);
    out.writeInt(0); // no topics: only the brokers are asked for
    out.writeBoolean(false); // create none
    out.flush();
  }

  private static int brokers(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 12 || length > LARGEST_ANSWER || in.readInt() != CORRELATION) {
      throw new IOException("This is no Kafka");
    }
    in.readInt(); // throttle time
    return in.readInt();
  }
}
