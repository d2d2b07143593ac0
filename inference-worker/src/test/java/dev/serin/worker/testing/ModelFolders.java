package dev.serin.worker.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.model.Golden;
import dev.serin.worker.model.Manifest;
import dev.serin.worker.model.OutputSpec;
import dev.serin.worker.model.OutputSpec.Activation;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Writes a models folder whose versions are {@link TinyGraph}s. */
public final class ModelFolders {
  private static final String GRAPH = "model.onnx";
  private static final String LABELS = "labels.txt";

  /** What can be wrong with a version, and a part of the reason that is then given. */
  public enum Broken {
    TRUNCATED_GRAPH("model.onnx is not an ONNX file, or was cut short"),
    EMPTY_GRAPH("ONNX Runtime cannot load the graph"),
    LFS_POINTER("model.onnx is a Git LFS pointer (129 bytes), not the file itself"),
    MISSING_GRAPH("file 'model.onnx' does not exist"),
    WRONG_DIGEST("model.onnx has the digest "),
    LABELS_TOO_SHORT("labels.txt has 2 labels, but the graph's output has 3 classes"),
    BLANK_LABEL("labels.txt line 2 is empty"),
    NAN_WEIGHTS("output 'scores' gives NaN for a picture of faint noise"),
    FILE_OUTSIDE("file '../x' is outside the version's folder"),
    UNKNOWN_KEY("unknown key 'goldn'; did you mean 'golden'?"),
    MISSING_KEY("key 'sha256' is missing"),
    NOT_YAML("manifest.yaml line 1"),
    GOLDEN_OFF("golden image green.png: logit 1 is "),
    GOLDEN_MISSING("golden 'golden2' does not exist"),
    GOLDEN_WITHOUT_LIST("golden.json does not exist"),
    GOLDEN_WITHOUT_IMAGE("golden image red.png does not exist"),
    GOLDEN_NOT_AN_IMAGE("golden image red.png: not a JPEG"),
    WRONG_SHAPE("has the shape [-1, 3, 9, 9] in the graph, but [-1, 3, 8, 8] (NCHW)"),
    WRONG_INPUT_NAME("the graph has no input 'pixels', only [pixel]"),
    FLOAT16_INPUT("input 'pixels' is FLOAT16 in the graph, but FLOAT in the manifest"),
    HUGE_FIXED_BATCH("a batch of 1000000000 images"),
    IMAGES_NOT_APART("a batch of 2 images");

    private final String reason;

    Broken(String reason) {
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  private final Path root;

  /**
   * @param root an existing folder
   */
  public ModelFolders(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  public Path path(String model, String version) {
    return root.resolve(model).resolve(version);
  }

  /** A version that proves itself, golden images and all. */
  public Path write(String model, String version, TinyGraph graph) throws IOException {
    Path folder = write(path(model, version), graph, graph.bytes(), graph.spec());
    writeGolden(Files.createDirectories(folder.resolve("golden")), graph);
    return folder;
  }

  /** A version without golden images, whose manifest says {@code activation}. */
  public Path write(String model, String version, TinyGraph graph, Activation activation)
      throws IOException {
    return write(path(model, version), graph, graph.bytes(), graph.spec(), activation);
  }

  /** A version with one fault. */
  public Path write(String model, String version, Broken fault) throws IOException {
    TinyGraph good = TinyGraph.rgb();
    Path folder = path(model, version);
    switch (fault) {
      case TRUNCATED_GRAPH ->
          write(folder, good, Arrays.copyOf(good.bytes(), good.bytes().length / 2), good.spec());
      case EMPTY_GRAPH -> write(folder, good, new byte[0], good.spec());
      case NAN_WEIGHTS ->
          write(folder, TinyGraph.rgb().weights(new float[3][3], Float.NaN, Float.NaN, Float.NaN));
      case WRONG_SHAPE -> write(folder, good, TinyGraph.rgb().side(9).bytes(), good.spec());
      case WRONG_INPUT_NAME ->
          write(folder, good, TinyGraph.rgb().inputName("pixel").bytes(), good.spec());
      case FLOAT16_INPUT -> write(folder, TinyGraph.rgb().float16());
      case HUGE_FIXED_BATCH -> write(folder, TinyGraph.rgb().fixedBatch(1_000_000_000));
      case IMAGES_NOT_APART -> write(folder, TinyGraph.rgb().softmax().oneRow());
      default -> damage(write(model, version, good), fault);
    }
    return folder;
  }

  /** {@code model.yaml} with the version that answers when nothing else is asked for. */
  public void stable(String model, String version) throws IOException {
    modelFile(model, "stable: \"" + version + "\"\n");
  }

  /** {@code model.yaml} with any content. */
  public void modelFile(String model, String content) throws IOException {
    Files.createDirectories(root.resolve(model));
    Files.writeString(root.resolve(model).resolve("model.yaml"), content);
  }

  public void remove(String model, String version) throws IOException {
    try (Stream<Path> files = Files.walk(path(model, version))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** 64 hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void write(Path folder, TinyGraph graph) throws IOException {
    write(folder, graph, graph.bytes(), graph.spec());
  }

  private static Path write(Path folder, TinyGraph graph, byte[] file, InputSpec spec)
      throws IOException {
    Activation activation = graph.givesProbabilities() ? Activation.NONE : Activation.SOFTMAX;
    return write(folder, graph, file, spec, activation);
  }

  private static Path write(
      Path folder, TinyGraph graph, byte[] file, InputSpec spec, Activation activation)
      throws IOException {
    Files.createDirectories(folder);
    List<String> labels = new ArrayList<>(List.of("red", "green", "blue"));
    while (labels.size() < graph.classes()) {
      labels.add("class " + labels.size());
    }
    Files.write(folder.resolve(GRAPH), file);
    if (graph.dataLocation() != null) {
      Path data = folder.resolve(graph.dataLocation());
      Files.createDirectories(data.getParent());
      Files.write(data, graph.data());
    }
    Files.write(folder.resolve(LABELS), labels.subList(0, graph.classes()));
    Manifest manifest =
        new Manifest(
            1,
            GRAPH,
            sha256(file),
            spec,
            new OutputSpec(graph.outputName(), activation, LABELS),
            null,
            null,
            null);
    Files.writeString(folder.resolve(Manifest.FILE_NAME), new StrictYaml().write(manifest));
    return folder;
  }

  private static void writeGolden(Path golden, TinyGraph graph) throws IOException {
    Files.writeString(
        golden.resolveSibling(Manifest.FILE_NAME),
        Files.readString(golden.resolveSibling(Manifest.FILE_NAME)) + "golden: golden\n");
    List<Golden.Image> images = new ArrayList<>();
    String[] names = {"red", "green", "blue"};
    double unit = graph.spec().scale();
    for (int i = 0; i < graph.channels(); i++) {
      int[] rgb = new int[3];
      rgb[i] = 255;
      String file = names[i] + ".png";
      Files.write(golden.resolve(file), TestImages.plain(rgb[0] << 16 | rgb[1] << 8 | rgb[2]));
      List<Float> logits = new ArrayList<>();
      for (double value : graph.output(rgb[0] * unit, rgb[1] * unit, rgb[2] * unit)) {
        logits.add((float) value);
      }
      images.add(new Golden.Image(file, logits));
    }
    Files.writeString(
        golden.resolve(Golden.FILE_NAME),
        new ObjectMapper().writeValueAsString(new Golden(1e-3, images)));
  }

  private static void damage(Path folder, Broken fault) throws IOException {
    Path manifest = folder.resolve(Manifest.FILE_NAME);
    Path golden = folder.resolve("golden");
    switch (fault) {
      case MISSING_GRAPH -> Files.delete(folder.resolve(GRAPH));
      case LFS_POINTER ->
          Files.writeString(
              folder.resolve(GRAPH),
              "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 1234\n"
                  .formatted("0123456789abcdef".repeat(4)));
      case WRONG_DIGEST -> Files.write(folder.resolve(GRAPH), TinyGraph.rgb().variant(9).bytes());
      case LABELS_TOO_SHORT -> Files.writeString(folder.resolve(LABELS), "red\ngreen\n");
      case BLANK_LABEL -> Files.writeString(folder.resolve(LABELS), "red\n\nblue\n");
      case FILE_OUTSIDE -> replace(manifest, "file: " + GRAPH, "file: ../x");
      case UNKNOWN_KEY -> replace(manifest, "golden: golden", "goldn: golden");
      case MISSING_KEY -> replace(manifest, "sha256:", "# sha256:");
      case NOT_YAML -> Files.writeString(manifest, "{ not: [yaml\n");
      case GOLDEN_OFF -> replace(golden.resolve(Golden.FILE_NAME), "[0.0,10.0", "[0.0,9.5");
      case GOLDEN_MISSING -> replace(manifest, "golden: golden", "golden: golden2");
      case GOLDEN_WITHOUT_LIST -> Files.delete(golden.resolve(Golden.FILE_NAME));
      case GOLDEN_WITHOUT_IMAGE -> Files.delete(golden.resolve("red.png"));
      case GOLDEN_NOT_AN_IMAGE -> Files.writeString(golden.resolve("red.png"), "not an image");
      default -> throw new IllegalArgumentException("" + fault);
    }
  }

  private static void replace(Path file, String text, String by) throws IOException {
    String before = Files.readString(file);
    if (!before.contains(text)) {
      throw new IllegalStateException(file + " has no '" + text + "':\n" + before);
    }
    Files.writeString(file, before.replace(text, by));
  }
}
