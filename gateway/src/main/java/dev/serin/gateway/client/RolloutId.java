package dev.serin.gateway.client;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** Which rollout is meant, where people may leave its id out. */
final class RolloutId {
  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "the rollout (default: the one that is running)")
  private @Nullable String id;

  /** The one that was named, else the one that is running. */
  String running(ManagementClient client) throws ClientException, InterruptedException {
    if (id != null) {
      return named(id);
    }
    List<Facts> running = all(client).stream().filter(RolloutId::isRunning).toList();
    if (running.isEmpty()) {
      throw new ClientException(
          "No rollout is running; name one: ./serin rollout list shows them.", null);
    }
    if (running.size() > 1) {
      throw new ClientException(
          "Several rollouts are running; name one of them: " + ids(running) + ".", null);
    }
    return running.get(0).text("id");
  }

  /** The one that was named, else the one that is running, else the newest. */
  String newest(ManagementClient client, Shell shell) throws ClientException, InterruptedException {
    if (id != null) {
      return named(id);
    }
    List<Facts> all = all(client);
    if (all.isEmpty()) {
      throw new ClientException(
          "There is no rollout yet; begin one: ./serin rollout start -f FILE.", null);
    }
    List<Facts> running = all.stream().filter(RolloutId::isRunning).toList();
    if (running.size() > 1) {
      shell.err().println("Several rollouts are running: " + ids(running) + ". Of the newest:");
    }
    return (running.isEmpty() ? all : running).get(0).text("id");
  }

  private static String named(String id) throws ClientException {
    if (id.isBlank()) {
      throw ClientException.misuse("The rollout's id is empty.");
    }
    return id;
  }

  private static List<Facts> all(ManagementClient client)
      throws ClientException, InterruptedException {
    return new Facts(client.rollouts().body()).list("rollouts");
  }

  private static boolean isRunning(Facts rollout) {
    return !Phases.isFinal(rollout.text("phase"));
  }

  private static String ids(List<Facts> rollouts) {
    return rollouts.stream().map(rollout -> rollout.text("id")).collect(Collectors.joining(", "));
  }
}
