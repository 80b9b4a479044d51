package org.truecost.cli.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates for 127.0.0.1, made by the JDK's own tool: a good one, an old one, another's. */
final class Certificates {
  static final String PASSWORD = "not-secret";
  private static final String TYPE = "PKCS12";
  private static final String AUTHORITY = "authority";

  private final Path directory;

  private Certificates(Path directory) {
    this.directory = directory;
  }

  static Certificates make(Path directory)
      throws IOException, InterruptedException, GeneralSecurityException {
    Certificates made = new Certificates(directory);
    Process broker = made.tool("broker", "broker", "-validity", "30");
    Process stranger = made.tool("stranger", "stranger", "-validity", "30");
    // Java does not look at the dates of a certificate that is trusted itself.
    Process authority = made.tool("expired", AUTHORITY, "-validity", "30", "-ext", "bc:c");
    done(authority);
    Process expired =
        made.tool(
            "expired", "expired", "-startdate", "-30d", "-validity", "7", "-signer", AUTHORITY);
    done(broker);
    done(stranger);
    done(expired);
    made.forgetAuthority();
    return made;
  }

  /** Or the broker might present it. */
  private void forgetAuthority() throws IOException, GeneralSecurityException {
    KeyStore keys = read("expired");
    keys.deleteEntry(AUTHORITY);
    write(keys, keyStore("expired"));
  }

  private static void done(Process tool) throws IOException, InterruptedException {
    if (!tool.waitFor(60, TimeUnit.SECONDS) || tool.exitValue() != 0) {
      tool.destroyForcibly();
      throw new IOException("keytool made no certificate");
    }
  }

  private Process tool(String store, String name, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=ip:127.0.0.1",
                "-keyalg",
                "EC",
                "-storetype",
                TYPE,
                "-storepass",
                PASSWORD,
                "-keystore",
                keyStore(store).toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Where its key lies. */
  Path keyStore(String name) {
    return directory.resolve(name + ".p12");
  }

  /** Settings of a client that trusts who signed this one, and nobody else. */
  String trusting(String name) throws IOException, GeneralSecurityException {
    Certificate[] chain = read(name).getCertificateChain(name);
    KeyStore trust = KeyStore.getInstance(TYPE);
    trust.load(null, null);
    trust.setCertificateEntry(name, chain[chain.length - 1]);
    Path file = directory.resolve(name + "-trust.p12");
    write(trust, file);
    return "security.protocol=SSL\nssl.truststore.type="
        + TYPE
        + "\nssl.truststore.location="
        + file
        + "\nssl.truststore.password="
        + PASSWORD
        + "\n";
  }

  private KeyStore read(String name) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(TYPE);
    try (InputStream in = Files.newInputStream(keyStore(name))) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static void write(KeyStore keys, Path file) throws IOException, GeneralSecurityException {
    try (OutputStream out = Files.newOutputStream(file)) {
      keys.store(out, PASSWORD.toCharArray());
    }
  }
}
