package dev.serin.worker.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.Decode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a version must show on its golden images: the logits that the trained network gave; and
 * where its manifest allows reduced decode, the answers that exact decode gives.
 */
final class GoldenProof {
  private final ImageDecoder decoder;
  private final ObjectMapper json =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  GoldenProof(ImageDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * @throws InvalidFileException if {@code version} does not hold what it promises
   */
  void require(VersionFolder folder, LoadedVersion version) throws IOException {
    boolean reduces = version.manifest().input().decode() == Decode.REDUCED;
    String name = version.manifest().golden();
    if (name != null) {
      require(folder.file("golden", name), version, reduces);
    } else if (reduces) {
      throw new InvalidFileException(
          "input.decode is reduced, which must be proven: name a folder with photos as 'golden'");
    }
  }

  private void require(Path folder, LoadedVersion version, boolean reduces) throws IOException {
    Golden golden = read(folder.resolve(Golden.FILE_NAME));
    boolean anyReduced = false;
    for (Golden.Image image : golden.images()) {
      ByteBuffer file = file(folder.resolve(image.file()).normalize(), folder);
      float[] exact = exact(image.file(), file, version);
      if (image.logits() != null) {
        requireLogits(golden.tolerance(), image, image.logits(), exact, version.labels().size());
      }
      if (reduces) {
        float[] reduced = reduced(image.file(), file, version);
        anyReduced |= reduced != null;
        requireAlike(golden, image.file(), exact, reduced == null ? exact : reduced, version);
      }
    }
    if (reduces && !anyReduced) {
      throw new InvalidFileException(
          "input.decode is reduced, but no golden image is a JPEG large enough to be reduced:"
              + " nothing is proven");
    }
  }

  private static void requireLogits(
      double tolerance, Golden.Image image, List<Float> expected, float[] found, int labels)
      throws InvalidFileException {
    if (expected.size() != labels) {
      throw new InvalidFileException(
          "golden image %s has %d logits for %d labels"
              .formatted(image.file(), expected.size(), labels));
    }
    for (int c = 0; c < expected.size(); c++) {
      double difference = Math.abs(expected.get(c) - found[c]);
      if (!(difference <= tolerance)) {
        throw new InvalidFileException(
            "golden image %s: logit %d is %s, but the trained network gave %s (tolerance %s)"
                .formatted(image.file(), c, found[c], expected.get(c), tolerance));
      }
    }
  }

  private static void requireAlike(
      Golden golden, String file, float[] exact, float[] reduced, LoadedVersion version)
      throws InvalidFileException {
    Double tolerance = golden.reducedTolerance();
    if (tolerance == null) {
      throw new InvalidFileException(
          "input.decode is reduced, but golden.json has no 'reduced-tolerance': the largest"
              + " difference of a logit to exact decode");
    }
    int labels = version.labels().size(); // behind them are the other places of a fixed batch
    int best = best(exact, labels);
    int bestReduced = best(reduced, labels);
    if (best != bestReduced) {
      throw new InvalidFileException(
          "golden image %s is %s by exact decode, but %s by reduced decode: leave out input.decode"
              .formatted(file, version.labels().get(best), version.labels().get(bestReduced)));
    }
    for (int c = 0; c < labels; c++) {
      if (!(Math.abs(exact[c] - reduced[c]) <= tolerance)) {
        throw new InvalidFileException(
            "golden image %s: logit %d is %s by exact decode, but %s by reduced decode"
                    .formatted(file, c, exact[c], reduced[c])
                + " (reduced-tolerance %s)".formatted(tolerance));
      }
    }
  }

  private static int best(float[] values, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private Golden read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new InvalidFileException(file.getFileName() + " does not exist");
    }
    try {
      return json.readValue(Files.readString(file), Golden.class);
    } catch (JsonProcessingException e) {
      throw new InvalidFileException(file.getFileName() + ": " + e.getOriginalMessage());
    }
  }

  private static ByteBuffer file(Path file, Path folder) throws IOException {
    if (!file.startsWith(folder)) {
      throw new InvalidFileException("golden image '" + file + "' is outside its folder");
    }
    if (!Files.exists(file)) {
      throw new InvalidFileException("golden image " + file.getFileName() + " does not exist");
    }
    byte[] bytes = Files.readAllBytes(file);
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private float[] exact(String name, ByteBuffer file, LoadedVersion version)
      throws InvalidFileException {
    try (DecodedImage image = decoder.decode(file, version.manifest().input().orient())) {
      return outputs(image, version);
    } catch (ImageException e) {
      throw new InvalidFileException("golden image " + name + ": " + e.getMessage());
    }
  }

  /** Null where this image is not decoded otherwise than exactly. */
  private float @Nullable [] reduced(String name, ByteBuffer file, LoadedVersion version)
      throws InvalidFileException {
    try (DecodedImage image = decoder.decode(file, version.manifest().input())) {
      return image.isReduced() ? outputs(image, version) : null;
    } catch (ImageException e) {
      throw new InvalidFileException("golden image " + name + ": " + e.getMessage());
    }
  }

  private static float[] outputs(DecodedImage image, LoadedVersion version) {
    int batch = Probes.places(version);
    ByteBuffer input = Probes.input(version, batch);
    InputSpec spec = version.manifest().input();
    version
        .preprocessor()
        .write(image, input.slice(0, spec.imageBytes()).order(ByteOrder.nativeOrder()));
    Probes.repeatFirst(input, spec.imageBytes());
    return version.graph().run(input, batch);
  }
}
