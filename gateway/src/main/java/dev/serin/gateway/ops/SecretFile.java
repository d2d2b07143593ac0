package dev.serin.gateway.ops;

import dev.serin.gateway.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A secret that Serin makes for itself where the settings name none. */
public final class SecretFile {
  private SecretFile() {}

  /**
   * Reads the secret kept in {@code file}, or makes one of 256 random bits that only the owner of
   * the file can read.
   *
   * @throws IOException where it can be neither read nor written, or is empty
   */
  public static Secret readOrMake(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      Files.createFile(file, ownerOnly());
      Files.writeString(file, HexFormat.of().formatHex(secret) + "\n");
    }
    String secret = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (secret.isEmpty()) {
      throw new IOException(file + " is empty: remove it, and a new secret is made");
    }
    return new Secret(secret);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
