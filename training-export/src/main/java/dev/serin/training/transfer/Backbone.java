package dev.serin.training.transfer;

import dev.serin.training.data.Digests;
import dev.serin.training.onnx.ExportException;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import onnx.Onnx.ModelProto;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * A pretrained network up to its features: a graph that reads images and gives [N, features, 1, 1],
 * float32. Features that have rows and columns left are averaged over them.
 */
public final class Backbone {
  /** The features' tensor. */
  static final String FEATURES = "backbone/serin-features";

  /** A graph made for one image at a time shows with two. */
  private static final int IMAGES = 2;

  /** Share of the largest feature; float16 has three digits. */
  private static final double BATCH_TOLERANCE = 1e-2;

  private static final long FILE_MAX = 1L << 30;

  private final ModelProto model;
  private final String digest;
  private final String cut;
  private final InputSpec input;
  private final int features;

  private Backbone(ModelProto model, String digest, String cut, InputSpec input, int features) {
    this.model = model;
    this.digest = digest;
    this.cut = cut;
    this.input = input;
    this.features = features;
  }

  /**
   * Reads, cuts and checks a backbone.
   *
   * @param input how images become its input; goes by the graph's own input but for its name
   * @throws BackboneException where the file is no such graph, or not the pinned one
   */
  public static Backbone open(BackboneConfig config, InputSpec input) throws IOException {
    Path file = Path.of(config.file());
    if (Files.size(file) > FILE_MAX) {
      throw new BackboneException(file + " is larger than 1 GiB, the most that Serin cuts");
    }
    byte[] bytes = Files.readAllBytes(file);
    String digest = Digests.of(bytes);
    if (config.sha256() != null && !config.sha256().equals(digest)) {
      throw new BackboneException(
          config.file() + " is not the pinned backbone: its SHA-256 is " + digest);
    }
    return of(bytes, config.cut(), input);
  }

  static Backbone of(byte[] bytes, @Nullable String cut, InputSpec input) {
    ModelProto whole = parse(bytes);
    BackboneCheck.check(whole);
    GraphParts parts = new GraphParts(whole.getGraph());
    FeatureFinder finder = new FeatureFinder(parts);
    String features = cut == null ? finder.find() : finder.checked(cut);
    ModelProto model = new BackboneCut(whole, parts, input).at(features);
    try (OnnxRunner runner = new OnnxRunner(model.toByteArray(), input, 1)) {
      return new Backbone(model, Digests.of(bytes), features, input, count(runner, input));
    }
  }

  /**
   * How many features there are. Two images are run together and one of them alone: a graph made
   * for one at a time fails with two, makes one of them, or mixes them.
   */
  private static int count(OnnxRunner runner, InputSpec input) {
    int size = BackboneCut.values(input);
    float[] images = new float[IMAGES * size];
    SplittableRandom random = new SplittableRandom(1);
    boolean pixels = input.type() == ElementType.UINT8;
    for (int i = 0; i < images.length; i++) {
      images[i] = pixels ? random.nextInt(256) : (float) random.nextDouble(-1, 1);
    }
    float[] alone = runner.of(Arrays.copyOfRange(images, size, IMAGES * size), 1);
    float[] together;
    long made;
    try {
      made = runner.outputShape(size, IMAGES)[0];
      together = runner.of(images, IMAGES);
    } catch (ExportException e) {
      throw oneAtATime(e.getMessage());
    }
    if (made != IMAGES || together.length != IMAGES * alone.length) {
      throw oneAtATime("of two it makes the features of " + made);
    }
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < alone.length; i++) {
      largest = Math.max(largest, Math.abs(alone[i]));
      difference = Math.max(difference, Math.abs((double) together[alone.length + i] - alone[i]));
    }
    if (!(difference <= BATCH_TOLERANCE * largest)) {
      throw oneAtATime("an image's features go by the image before it, or are no numbers");
    }
    return alone.length;
  }

  private static BackboneException oneAtATime(String reason) {
    return new BackboneException(
        "the backbone cannot take several images at a time: export it with a batch of any size, or"
            + " name a tensor before the trouble as backbone.cut ("
            + reason
            + ")");
  }

  /** SHA-256 of the file. */
  public String digest() {
    return digest;
  }

  /** The tensor that the features are taken from. */
  public String cut() {
    return cut;
  }

  /** How many features an image has. */
  public int features() {
    return features;
  }

  /** How images become its input. */
  public InputSpec input() {
    return input;
  }

  ModelProto model() {
    return model;
  }

  /** Runs it on {@code threads} threads; to be closed. */
  public OnnxRunner runner(int threads) {
    return new OnnxRunner(model.toByteArray(), input, threads);
  }

  private static ModelProto parse(byte[] bytes) {
    try {
      return ModelProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new BackboneException("the backbone's file is no ONNX file: " + e.getMessage(), e);
    }
  }
}
