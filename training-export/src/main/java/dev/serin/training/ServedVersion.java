package dev.serin.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.training.data.Examples;
import dev.serin.training.data.ImageSet;
import dev.serin.training.net.Logits;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Score;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A model version as a running gateway serves it, asked over HTTP as anybody would. */
final class ServedVersion {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int TRIES = 5;
  private static final long PAUSE_MAX_SECONDS = 30;
  private static final int OK = 200;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI address;
  private final String version;

  /**
   * @param server such as {@code http://localhost:8080}
   * @throws TrainingException where that is no address of a web server
   */
  ServedVersion(URI server, String model, String version) {
    if (server.getHost() == null || !String.valueOf(server.getScheme()).startsWith("http")) {
      throw new TrainingException(
          "--server wants an address such as http://localhost:8080, not " + server);
    }
    this.address = server.resolve("/v1/models/" + model + "/classify?top=1");
    this.version = version;
  }

  /**
   * What the server answered.
   *
   * @param differing answers that name another class than the model file does
   */
  record Answers(Score score, int differing) {}

  /**
   * Sends the very files: what the server makes of them is part of what is compared.
   *
   * @param prepared the same images
   * @param file answers as the model file does
   */
  Answers compare(ImageSet images, Examples prepared, Logits file) throws IOException {
    float[] values = new float[prepared.valuesPerExample()];
    int correct = 0;
    int differing = 0;
    for (int i = 0; i < images.size(); i++) {
      int answer = classOf(images.file(i));
      prepared.write(i, values, 0);
      float[] logits = file.of(values, 1);
      correct += answer == images.label(i) ? 1 : 0;
      differing += answer == Evaluation.best(logits, 0, logits.length) ? 0 : 1;
    }
    return new Answers(new Score(correct, images.size()), differing);
  }

  /**
   * The index of the class that the server names for an image.
   *
   * @param file bytes of an image file
   * @throws TrainingException where the server is not there or gives no answer
   */
  private int classOf(byte[] file) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/octet-stream")
            .header("Serin-Model-Version", version)
            .POST(BodyPublishers.ofByteArray(file))
            .build();
    HttpResponse<byte[]> response = send(request);
    for (int i = 1; i < TRIES && isBusy(response); i++) {
      pause(response);
      response = send(request);
    }
    JsonNode answer = json.readTree(response.body());
    if (response.statusCode() != OK) {
      throw new TrainingException(
          address + " answers " + response.statusCode() + ": " + answer.path("detail").asText());
    }
    return answer.path("results").path(0).path("predictions").path(0).path("index").asInt(-1);
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (ConnectException e) {
      throw new TrainingException(
          "no gateway answers at " + address + ": ./serin serve starts one");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException("interrupted while asking " + address);
    }
  }

  private static boolean isBusy(HttpResponse<byte[]> response) {
    return response.statusCode() == TOO_MANY || response.statusCode() == UNAVAILABLE;
  }

  private static void pause(HttpResponse<byte[]> response) {
    try {
      long seconds = response.headers().firstValueAsLong("Retry-After").orElse(1);
      Thread.sleep(1000 * Math.min(seconds, PAUSE_MAX_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException("interrupted while the gateway is busy");
    }
  }
}
