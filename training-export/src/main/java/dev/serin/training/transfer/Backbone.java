package dev.serin.training.transfer;

import dev.serin.training.data.Digests;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.worker.image.InputSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    byte[] bytes = Files.readAllBytes(Path.of(config.file()));
    String digest = Digests.of(bytes);
    if (config.sha256() != null && !config.sha256().equals(digest)) {
      throw new BackboneException(
          config.file() + " is not the pinned backbone: its SHA-256 is " + digest);
    }
    return of(bytes, config.cut(), input);
  }

  static Backbone of(byte[] bytes, @Nullable String cut, InputSpec input) {
    ModelProto whole = parse(bytes);
    GraphParts parts = new GraphParts(whole.getGraph());
    FeatureFinder finder = new FeatureFinder(parts);
    String features = cut == null ? finder.find() : finder.checked(cut);
    ModelProto model = new BackboneCut(whole, parts, input).at(features);
    try (OnnxRunner runner = new OnnxRunner(model.toByteArray(), input, 1)) {
      long[] shape = runner.outputShape(BackboneCut.values(input), IMAGES);
      if (shape[0] != IMAGES) {
        throw new BackboneException(
            "the backbone cannot take several images at a time: of "
                + IMAGES
                + " it makes "
                + shape[0]);
      }
      return new Backbone(model, Digests.of(bytes), features, input, (int) shape[1]);
    }
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
      ModelProto model = ModelProto.parseFrom(bytes);
      if (model.getGraph().getNodeCount() == 0 || model.getGraph().getOutputCount() == 0) {
        throw new BackboneException("the backbone's file holds no ONNX graph");
      }
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new BackboneException("the backbone's file is no ONNX file: " + e.getMessage(), e);
    }
  }
}
