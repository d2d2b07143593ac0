package dev.serin.training.net;

import com.fasterxml.jackson.core.JsonToken;
import dev.serin.training.net.Keys.FaultInLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;

/** Reads the {@code layers} of a custom network. */
final class CustomReader {
  /** The deepest residual in a residual; nobody means more. */
  private static final int DEPTH_MAX = 8;

  private static final Map<String, PoolingType> POOLS =
      Map.of("max", PoolingType.MAX, "avg", PoolingType.AVG);

  /** Those that the exporter can be proven on. */
  private static final Map<String, Activation> ACTIVATIONS =
      Map.ofEntries(
          Map.entry("identity", Activation.IDENTITY),
          Map.entry("relu", Activation.RELU),
          Map.entry("relu6", Activation.RELU6),
          Map.entry("leaky-relu", Activation.LEAKYRELU),
          Map.entry("elu", Activation.ELU),
          Map.entry("selu", Activation.SELU),
          Map.entry("sigmoid", Activation.SIGMOID),
          Map.entry("hard-sigmoid", Activation.HARDSIGMOID),
          Map.entry("tanh", Activation.TANH),
          Map.entry("softplus", Activation.SOFTPLUS),
          Map.entry("softsign", Activation.SOFTSIGN),
          Map.entry("swish", Activation.SWISH),
          Map.entry("gelu", Activation.GELU));

  /**
   * A kind of layer.
   *
   * @param shorthand key that a value which is no group of keys belongs to
   */
  private record Kind(Optional<String> shorthand, Function<Keys, CustomLayer> reader) {}

  private final String number;

  private CustomReader(String number) {
    this.number = number;
  }

  /**
   * @param prefix of the layers' numbers, for messages
   */
  static List<Custom.Entry> layers(List<YamlNode> nodes, String prefix) {
    List<Custom.Entry> entries = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      entries.add(new CustomReader(prefix + (i + 1)).entry(nodes.get(i)));
    }
    return List.copyOf(entries);
  }

  private Custom.Entry entry(YamlNode node) {
    String name;
    YamlNode value;
    if (node instanceof YamlNode.Scalar scalar) {
      name = scalar.text();
      value = new YamlNode.Mapping(node.line(), Map.of());
    } else if (node instanceof YamlNode.Mapping mapping && mapping.entries().size() == 1) {
      name = mapping.entries().keySet().iterator().next();
      value = mapping.entries().values().iterator().next().value();
    } else {
      throw new FaultInLine(
          node.line(),
          "layer "
              + number
              + " of network must be one key, the kind of the layer, with its keys"
              + " below it (look at the indentation)");
    }
    Kind kind = kinds().get(name);
    if (kind == null) {
      throw new FaultInLine(
          node.line(),
          "layer "
              + number
              + " of network: there is no kind of layer '"
              + name
              + "'; known are "
              + Keys.names(kinds().keySet()));
    }
    Keys keys = new Keys(expanded(value, kind), "layer " + number + " (" + name + ")");
    CustomLayer layer = kind.reader().apply(keys);
    keys.end();
    return new Custom.Entry(node.line(), number, name, layer);
  }

  /** {@code dense: 128} is short for {@code dense: {units: 128}}. */
  private static YamlNode expanded(YamlNode value, Kind kind) {
    if (value instanceof YamlNode.Mapping
        || kind.shorthand().isEmpty()
        || (value instanceof YamlNode.Scalar s && s.token() == JsonToken.VALUE_NULL)) {
      return value;
    }
    return new YamlNode.Mapping(
        value.line(), Map.of(kind.shorthand().get(), new YamlNode.Entry(value.line(), value)));
  }

  private Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new TreeMap<>();
    kinds.put("conv", new Kind(Optional.of("filters"), CustomReader::conv));
    kinds.put("depthwise", new Kind(Optional.empty(), CustomReader::depthwise));
    kinds.put("separable", new Kind(Optional.of("filters"), CustomReader::separable));
    kinds.put("max-pool", new Kind(Optional.of("kernel"), k -> pool(k, PoolingType.MAX)));
    kinds.put("avg-pool", new Kind(Optional.of("kernel"), k -> pool(k, PoolingType.AVG)));
    kinds.put(
        "global-pool",
        new Kind(
            Optional.of("of"),
            k -> new CustomLayer.GlobalPool(k.choice("of", POOLS, PoolingType.AVG))));
    kinds.put("batch-norm", new Kind(Optional.empty(), k -> new CustomLayer.BatchNorm()));
    kinds.put(
        "activation",
        new Kind(
            Optional.of("function"),
            k -> new CustomLayer.Activate(k.choice("function", ACTIVATIONS))));
    kinds.put("dense", new Kind(Optional.of("units"), CustomReader::dense));
    kinds.put(
        "dropout",
        new Kind(Optional.of("rate"), k -> new CustomLayer.Dropout(k.number("rate", 0, 1))));
    kinds.put("residual", new Kind(Optional.of("layers"), this::residual));
    return kinds;
  }

  private static CustomLayer conv(Keys keys) {
    return new CustomLayer.Conv(
        keys.integer("filters", 1, Limits.WIDTH),
        window(keys, 3, 1, true),
        keys.flag("bias", true),
        activation(keys));
  }

  private static CustomLayer depthwise(Keys keys) {
    return new CustomLayer.Depthwise(
        keys.integer("multiplier", 1, 64, 1),
        window(keys, 3, 1, true),
        keys.flag("bias", true),
        activation(keys));
  }

  private static CustomLayer separable(Keys keys) {
    return new CustomLayer.Separable(
        keys.integer("filters", 1, Limits.WIDTH),
        keys.integer("multiplier", 1, 64, 1),
        window(keys, 3, 1, true),
        keys.flag("bias", true),
        activation(keys));
  }

  private static CustomLayer pool(Keys keys, PoolingType type) {
    return new CustomLayer.Pool(type, window(keys, 2, 0, false));
  }

  private static CustomLayer dense(Keys keys) {
    return new CustomLayer.Dense(
        keys.integer("units", 1, Limits.WIDTH), keys.flag("bias", true), activation(keys));
  }

  private CustomLayer residual(Keys keys) {
    if (number.chars().filter(c -> c == '.').count() >= DEPTH_MAX) {
      throw new FaultInLine(keys.line(), keys.path() + " is too deep inside others");
    }
    List<Custom.Entry> layers = layers(keys.list("layers"), number + ".");
    return new CustomLayer.Residual(
        layers, keys.choice("shortcut", Map.of("identity", false, "projection", true), false));
  }

  private static Activation activation(Keys keys) {
    return keys.choice("activation", ACTIVATIONS, Activation.IDENTITY);
  }

  /**
   * @param stride unless said; 0 for that of the kernel
   */
  private static Window window(Keys keys, int side, int stride, boolean padded) {
    List<Integer> kernel = pair(keys, "kernel", List.of(side));
    List<Integer> steps = pair(keys, "stride", stride == 0 ? kernel : List.of(stride));
    return new Window(
        kernel.get(0),
        kernel.get(kernel.size() - 1),
        steps.get(0),
        steps.get(steps.size() - 1),
        keys.choice("padding", Limits.PADDINGS, padded));
  }

  /** One number for both directions, or [down, right]. */
  private static List<Integer> pair(Keys keys, String key, List<Integer> otherwise) {
    List<Integer> pair = keys.integers(key, 1, Limits.KERNEL, otherwise);
    if (pair.isEmpty() || pair.size() > 2) {
      throw new FaultInLine(
          keys.required(key).line(),
          keys.path() + "." + key + " must be one number, or two for height and width");
    }
    return pair;
  }
}
