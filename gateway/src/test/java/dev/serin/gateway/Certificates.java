package dev.serin.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An authority of its own and a certificate that it has signed, made by the JDK's keytool.
 *
 * @param certificate for 127.0.0.1
 * @param trust the authority's
 */
record Certificates(Path certificate, Path key, Path trust) {
  private static final String PASSWORD = "password";

  /**
   * @param folder is made; nothing else should be in it
   */
  static Certificates make(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = Files.createDirectories(folder).resolve("all.p12");
    keytool(store, "-alias", "ca", "-dname", "CN=ca", "-ext", "bc:c");
    keytool(
        store, "-alias", "node", "-dname", "CN=node", "-signer", "ca", "-ext", "san=ip:127.0.0.1");
    KeyStore all = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      all.load(in, PASSWORD.toCharArray());
    }
    return new Certificates(
        pem(folder, "certificate", "CERTIFICATE", all.getCertificate("node").getEncoded()),
        pem(folder, "key", "PRIVATE KEY", all.getKey("node", PASSWORD.toCharArray()).getEncoded()),
        pem(folder, "trust", "CERTIFICATE", all.getCertificate("ca").getEncoded()));
  }

  /** The same, but for whom it trusts. */
  Certificates trusting(Certificates others) {
    return new Certificates(certificate, key, others.trust);
  }

  /** As the gateway is told of them. */
  List<String> settings() {
    return List.of(
        "cluster.certificate=" + certificate, "cluster.key=" + key, "cluster.trust=" + trust);
  }

  private static Path pem(Path folder, String name, String type, byte[] content)
      throws IOException {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return Files.writeString(
        folder.resolve(name + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, base64, type));
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-validity", "2", "-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", store.toString()));
    command.addAll(List.of(arguments));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
  }
}
