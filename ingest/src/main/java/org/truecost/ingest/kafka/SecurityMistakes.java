package org.truecost.ingest.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * What goes wrong between a client and a broker that speak TLS, or of which only one does. Kafka's
 * clients tell it as a failed handshake, or not at all: they wait until time is up.
 */
public final class SecurityMistakes {
  private static final String SETTING = "security.protocol";
  private static final String NOT_THIS_PORT =
      "this port does not speak it; use the port of its TLS listener, or set "
          + SETTING
          + "=PLAINTEXT (or SASL_PLAINTEXT).";
  private static final int PROBE_MILLIS = 2_000;
  private static final int HANDSHAKE = 22;
  private static final int ALERT = 21;

  /**
   * The least that a TLS server answers, with a hello or an alert: a ClientHello of TLS 1.2 with
   * one cipher suite.
   */
  private static final byte[] CLIENT_HELLO = clientHello();

  private SecurityMistakes() {}

  /**
   * Explains a failure of Kafka's clients, if it is one of these.
   *
   * @param servers Kafka's bootstrap servers
   * @param client settings of the client
   * @return one sentence that says what to do
   */
  public static Optional<String> explain(
      Throwable failure, String servers, Map<String, String> client) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SslAuthenticationException || cause instanceof SSLException) {
        return Optional.of("TLS with Kafka at " + servers + " fails: " + handshake(cause));
      }
    }
    boolean waited =
        failure instanceof org.apache.kafka.common.errors.TimeoutException
            || failure instanceof java.util.concurrent.TimeoutException;
    if (!waited) {
      return Optional.empty();
    }
    boolean weSpeakTls =
        client.getOrDefault(SETTING, "PLAINTEXT").toUpperCase(Locale.ROOT).endsWith("SSL");
    Answer answer = ask(servers);
    if (answer == Answer.TLS && !weSpeakTls) {
      return Optional.of(
          "Kafka at "
              + servers
              + " speaks TLS, and we do not: set "
              + SETTING
              + "=SSL (or SASL_SSL), and ssl.truststore.location if its certificate is of an"
              + " authority of your own.");
    }
    if (answer == Answer.OTHER && weSpeakTls) {
      return Optional.of("TLS with Kafka at " + servers + " fails: " + NOT_THIS_PORT);
    }
    return Optional.empty();
  }

  private static String handshake(Throwable failure) {
    String said = "";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return "its certificate has expired (" + cause.getMessage() + "); renew it.";
      }
      if (cause instanceof CertificateNotYetValidException) {
        return "its certificate is not valid yet ("
            + cause.getMessage()
            + "); check the clocks of both machines.";
      }
      if (cause instanceof CertPathBuilderException) {
        return "its certificate is of an authority that we do not trust; put that authority's"
            + " certificate into ssl.truststore.location.";
      }
      String text = String.valueOf(cause.getMessage());
      if (cause instanceof CertificateException && text.startsWith("No ")) {
        return "its certificate is not for this name ("
            + text
            + "); use a name that is in the certificate, or have one made with this name.";
      }
      if (text.contains("Unsupported or unrecognized SSL message")) {
        return NOT_THIS_PORT;
      }
      if (text.contains("certificate_required") || text.contains("bad_certificate")) {
        return "it wants a certificate of ours, or does not trust the one it got; see"
            + " ssl.keystore.location.";
      }
      if (cause.getMessage() != null) {
        said = text;
      }
    }
    return said.strip() + ".";
  }

  /** What a server makes of somebody who speaks TLS. */
  enum Answer {
    TLS,
    /** Something else, or it hangs up. */
    OTHER,
    NONE
  }

  /** What the first server that can be reached answers. */
  static Answer ask(String servers) {
    for (String server : servers.split(",", -1)) {
      int colon = server.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(
                server.substring(0, Math.max(colon, 0)).strip(),
                Integer.parseInt(server.substring(colon + 1).strip())),
            PROBE_MILLIS);
        socket.setSoTimeout(PROBE_MILLIS);
        return answer(socket);
      } catch (IOException | IllegalArgumentException silent) {
        // The next one.
      }
    }
    return Answer.NONE;
  }

  private static Answer answer(Socket socket) throws IOException {
    socket.getOutputStream().write(CLIENT_HELLO);
    socket.getOutputStream().flush();
    try {
      int type = socket.getInputStream().read();
      int major = socket.getInputStream().read();
      return (type == HANDSHAKE || type == ALERT) && major == 3 ? Answer.TLS : Answer.OTHER;
    } catch (SocketTimeoutException suspended) {
      return Answer.NONE;
    } catch (SocketException reset) {
      return Answer.OTHER;
    }
  }

  private static byte[] clientHello() {
    byte[] random = "truecost asks if this port is TLS".getBytes(StandardCharsets.US_ASCII);
    byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 2 + 2 + 2];
    hello[0] = HANDSHAKE;
    hello[1] = 3;
    hello[2] = 1;
    hello[4] = (byte) (hello.length - 5);
    hello[5] = 1;
    hello[8] = (byte) (hello.length - 9);
    hello[9] = 3;
    hello[10] = 3;
    System.arraycopy(random, 0, hello, 11, 32);
    // No session; one suite, TLS_RSA_WITH_AES_128_CBC_SHA; no compression.
    hello[45] = 2;
    hello[47] = 0x2f;
    hello[48] = 1;
    return hello;
  }
}
