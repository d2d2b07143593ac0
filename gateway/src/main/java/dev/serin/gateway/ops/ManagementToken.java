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

/** The bearer token of the management port where the settings name none. */
public final class ManagementToken {
  private static final String FILE = "management.token";

  private ManagementToken() {}

  /**
   * Reads the token kept in {@code data}, or makes one that only the owner of the file can read.
   *
   * @throws IOException where it can be neither read nor written, or is empty
   */
  public static Secret readOrMake(Path data, SecureRandom random) throws IOException {
    Path file = data.resolve(FILE);
    if (!Files.exists(file)) {
      Files.createDirectories(data);
      byte[] token = new byte[32];
      random.nextBytes(token);
      Files.createFile(file, ownerOnly());
      Files.writeString(file, HexFormat.of().formatHex(token) + "\n");
    }
    String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (token.isEmpty()) {
      throw new IOException(file + " is empty: remove it, and a new token is made");
    }
    return new Secret(token);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
