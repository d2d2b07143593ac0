package dev.serin.gateway.client;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that speaks to the management port takes. */
final class ManagementOptions {
  private static final int ACTOR_LENGTH_MAX = 64;

  @Option(
      names = "--url",
      description = "the management port of the server (default: ${DEFAULT-VALUE})")
  private URI url = URI.create("http://localhost:8081");

  @Option(
      names = "--token",
      description = "its bearer token; other users of this machine may see it: prefer a file")
  private @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "file with the token (default: $" + Token.VARIABLE + ", else data/management.token)")
  private @Nullable Path tokenFile;

  @Option(names = "--actor", description = "who the audit trail names (default: your user name)")
  private @Nullable String actor;

  @Option(names = "--json", description = "print the answer as it came")
  private boolean json;

  boolean json() {
    return json;
  }

  ManagementClient client(Shell shell) throws ClientException {
    return new ManagementClient(url, Token.find(token, tokenFile, shell), actor(shell));
  }

  private String actor(Shell shell) throws ClientException {
    if (actor == null) {
      String name = shell.user().replaceAll("[^ -~]", "?").strip();
      return name.isEmpty() ? "?" : name.substring(0, Math.min(ACTOR_LENGTH_MAX, name.length()));
    }
    if (!actor.strip().matches("[ -~]{1," + ACTOR_LENGTH_MAX + "}")) {
      throw ClientException.misuse("--actor takes 1 to 64 printable ASCII characters.");
    }
    return actor.strip();
  }
}
