package dev.serin.gateway.client;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serin usage}: who was asked what, how often, and how good the answers were. */
@Command(
    name = "usage",
    description = "Shows what each version was asked and how good its answers were.",
    mixinStandardHelpOptions = true)
public final class UsageCommand extends ManagementCommand {
  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "from when on, as 2026-11-23T16:00:00Z (default: a day ago)")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "until when (default: now)")
  private @Nullable Instant to;

  @Option(names = "--model", description = "one model (default: all)")
  private @Nullable String model;

  public UsageCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ManagementClient client) throws ClientException, InterruptedException {
    if (from != null && to != null && !from.isBefore(to)) {
      throw ClientException.misuse("--from must be before --to.");
    }
    Map<String, String> query = new LinkedHashMap<>();
    put(query, "from", from);
    put(query, "to", to);
    put(query, "model", model);
    Answer answer = client.usage(query);
    print(answer, new UsageView(shell.zone()).lines(new Facts(answer.body())));
    return 0;
  }

  private static void put(Map<String, String> query, String key, @Nullable Object value) {
    if (value != null) {
      query.put(key, value.toString());
    }
  }
}
