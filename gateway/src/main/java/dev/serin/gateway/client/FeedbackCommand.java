package dev.serin.gateway.client;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serin feedback}: sends true labels that count in rollouts' guards. */
@Command(
    name = "feedback",
    description = {
      "Tells the true label of an answer, or of many.",
      "Labels go to the management port with its token, so they count in rollouts' guards."
    },
    mixinStandardHelpOptions = true)
public final class FeedbackCommand extends ManagementCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PREDICTION_ID",
      description = "as the answer gave it")
  private @Nullable String prediction;

  @Parameters(index = "1", arity = "0..1", paramLabel = "LABEL", description = "the true label")
  private @Nullable String label;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description =
          "a file with one {\"prediction_id\":\"...\",\"label\":\"...\"} a line, or - for standard input")
  private @Nullable Path file;

  public FeedbackCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ManagementClient client) throws ClientException, InterruptedException {
    if (file != null && prediction == null) {
      return many(client, file);
    }
    if (file != null || prediction == null || label == null) {
      throw ClientException.misuse("Name a PREDICTION_ID and a LABEL, or a FILE with -f.");
    }
    Answer answer =
        client.feedback(new JsonObject().put("prediction_id", prediction).put("label", label));
    print(answer, List.of(Line.of(sentence(new Facts(answer.body())))));
    return 0;
  }

  private static String sentence(Facts kept) {
    return "Kept: %s %s answered %s, and the label is %s."
        .formatted(
            kept.text("model"), kept.text("version"), kept.text("predicted"), kept.text("label"));
  }

  /** Sends all lines; one that is wrong does not keep the others from the server. */
  private int many(ManagementClient client, Path from)
      throws ClientException, InterruptedException {
    int kept = 0;
    int refused = 0;
    try (BufferedReader lines = new BufferedReader(reader(from))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        if (isKept(client, line, number)) {
          kept++;
        } else {
          refused++;
        }
      }
    } catch (IOException e) {
      throw ClientException.misuse(
          "%s cannot be read (%s).".formatted(from, e.getClass().getSimpleName()));
    }
    if (!json()) {
      shell.out().println("Labels kept: %d, refused: %d.".formatted(kept, refused));
    }
    return refused == 0 ? 0 : 1;
  }

  /**
   * Whether the server keeps the label of a line.
   *
   * @throws ClientException where it would keep no other one now
   */
  private boolean isKept(ManagementClient client, String line, int number)
      throws ClientException, InterruptedException {
    try {
      Answer answer = client.feedback(new JsonObject(line));
      if (json()) {
        shell.out().println(answer.text());
      }
      return true;
    } catch (DecodeException e) {
      shell.err().println("Line " + number + ": it is no JSON object.");
    } catch (ClientException e) {
      shell.err().println("Line " + number + ": " + e.getMessage());
      if (e.isPassing()) {
        throw new ClientException("It and all lines behind it were not kept.", null);
      }
    }
    return false;
  }

  private Reader reader(Path from) throws IOException {
    return from.toString().equals("-")
        ? new InputStreamReader(shell.in(), StandardCharsets.UTF_8)
        : Files.newBufferedReader(from);
  }
}
