package dev.serin.gateway.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serin purge}: takes back what caches hold. */
@Command(
    name = "purge",
    description = "Makes Serin, and the caches in front of it, forget an image or a model.",
    mixinStandardHelpOptions = true)
public final class PurgeCommand extends ManagementCommand {
  @Option(names = "--image", paramLabel = "SHA256", description = "all that was made of one image")
  private @Nullable String image;

  @Option(names = "--delete", description = "with --image: the stored image as well, for good")
  private boolean delete;

  @Option(names = "--model", description = "all results of a model")
  private @Nullable String model;

  @Option(names = "--version", description = "with --model: of one version only")
  private @Nullable String version;

  @Option(names = "--key", description = "all that carries a surrogate key; may be repeated")
  private List<String> keys = new ArrayList<>();

  public PurgeCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(ManagementClient client) throws ClientException, InterruptedException {
    Answer answer = client.purge(order());
    Facts purge = new Facts(answer.body());
    print(answer, lines(purge));
    boolean failed =
        purge.list("targets").stream().anyMatch(target -> target.text("state").equals("failed"));
    return failed ? 1 : 0;
  }

  private JsonObject order() throws ClientException {
    int what = (image == null ? 0 : 1) + (model == null ? 0 : 1) + (keys.isEmpty() ? 0 : 1);
    if (what != 1) {
      throw ClientException.misuse("Name one of --image, --model and --key.");
    }
    if ((delete && image == null) || (version != null && model == null)) {
      throw ClientException.misuse("--delete goes with --image, --version with --model.");
    }
    JsonObject order = new JsonObject();
    if (image != null) {
      order.put("image", image).put("delete", delete);
    } else if (model != null) {
      order.put("model", model);
      if (version != null) {
        order.put("version", version);
      }
    } else {
      order.put("keys", new JsonArray(keys));
    }
    return order;
  }

  private static List<Line> lines(Facts purge) {
    List<Line> lines = new ArrayList<>();
    lines.add(
        Line.of(
            "Forgotten here: results %d, renditions %d%s."
                .formatted(
                    purge.whole("results"),
                    purge.whole("renditions"),
                    purge.flag("deleted") ? ", and the image" : "")));
    for (Facts target : purge.list("targets")) {
      String state = target.text("state");
      lines.add(
          Line.of(
              target.text("target") + ": " + state + ", " + target.text("said"),
              state.equals("failed") ? Tone.BAD : Tone.PLAIN));
    }
    return lines;
  }
}
