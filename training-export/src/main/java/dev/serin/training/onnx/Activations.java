package dev.serin.training.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

/** Turns DL4J's activation functions into ONNX nodes. */
final class Activations {
  private Activations() {}

  /** Adds the nodes of one activation; gives the tensor that results. */
  private interface Writer {
    String write(IActivation activation, String name, String input, OnnxGraph graph);
  }

  /** By exactly this class: a subclass computes something else, or it would not exist. */
  private static final Map<Class<? extends IActivation>, Writer> WRITERS =
      Map.ofEntries(
          Map.entry(ActivationIdentity.class, (a, n, x, g) -> x),
          simple(ActivationReLU.class, "Relu"),
          simple(ActivationSigmoid.class, "Sigmoid"),
          simple(ActivationTanH.class, "Tanh"),
          simple(ActivationSoftPlus.class, "Softplus"),
          simple(ActivationSoftSign.class, "Softsign"),
          simple(ActivationSELU.class, "Selu"),
          Map.entry(ActivationCube.class, Activations::cube),
          Map.entry(ActivationELU.class, Activations::elu),
          Map.entry(ActivationGELU.class, Activations::gelu),
          Map.entry(ActivationHardSigmoid.class, Activations::hardSigmoid),
          Map.entry(ActivationHardTanH.class, (a, n, x, g) -> clip(n, x, -1, 1, g)),
          Map.entry(ActivationLReLU.class, Activations::leakyRelu),
          Map.entry(ActivationMish.class, Activations::mish),
          Map.entry(ActivationReLU6.class, (a, n, x, g) -> clip(n, x, 0, 6, g)),
          Map.entry(ActivationRationalTanh.class, Activations::rationalTanh),
          Map.entry(ActivationRectifiedTanh.class, Activations::rectifiedTanh),
          Map.entry(ActivationSoftmax.class, Activations::softmax),
          Map.entry(ActivationSwish.class, Activations::swish),
          Map.entry(ActivationThresholdedReLU.class, Activations::thresholdedRelu));

  /** Why this activation cannot be exported; empty where it can. */
  static Optional<String> refusal(IActivation activation) {
    if (activation instanceof ActivationRReLU) {
      return Optional.of("its activation RReLU draws its slope while training; use LEAKYRELU");
    }
    if (!WRITERS.containsKey(activation.getClass())) {
      return Optional.of(
          "its activation "
              + activation.getClass().getSimpleName()
              + " is not known to the exporter");
    }
    if (activation instanceof ActivationReLU relu && !isPlain(relu)) {
      return Optional.of("its ReLU has a maximum, a threshold or a slope below zero");
    }
    if (activation.equals(new ActivationGELU(true))) {
      return Optional.of("its GELU is the precise one; use GELU");
    }
    return Optional.empty();
  }

  /** Applies an activation that is not refused to a tensor; gives the tensor that results. */
  static String apply(IActivation activation, String name, String input, OnnxGraph graph) {
    Writer writer = WRITERS.get(activation.getClass());
    if (writer == null) {
      throw new ExportException(activation.getClass().getSimpleName() + " was not checked");
    }
    return writer.write(activation, name, input, graph);
  }

  private static boolean isPlain(ActivationReLU relu) {
    return (relu.getMax() == null || relu.getMax() <= 0)
        && (relu.getThreshold() == null || relu.getThreshold() == 0)
        && (relu.getNegativeSlope() == null || relu.getNegativeSlope() == 0);
  }

  private static Map.Entry<Class<? extends IActivation>, Writer> simple(
      Class<? extends IActivation> type, String op) {
    String suffix = "/" + op.toLowerCase(java.util.Locale.ROOT);
    return Map.entry(type, (a, n, x, g) -> g.node(op, n + suffix, List.of(x)));
  }

  private static String cube(IActivation a, String n, String x, OnnxGraph g) {
    return g.node("Mul", n + "/cube", List.of(x, g.node("Mul", n + "/square", List.of(x, x))));
  }

  private static String elu(IActivation a, String n, String x, OnnxGraph g) {
    return g.node(
        "Elu", n + "/elu", List.of(x), OnnxGraph.number("alpha", ((ActivationELU) a).getAlpha()));
  }

  /** DL4J's is not the exact one but x times sigmoid(1.702 x). */
  private static String gelu(IActivation a, String n, String x, OnnxGraph g) {
    String scaled = g.node("Mul", n + "/scaled", List.of(x, g.scalar(n + "/factor", 1.702)));
    String gate = g.node("Sigmoid", n + "/gate", List.of(scaled));
    return g.node("Mul", n + "/gelu", List.of(x, gate));
  }

  private static String hardSigmoid(IActivation a, String n, String x, OnnxGraph g) {
    return g.node(
        "HardSigmoid",
        n + "/hardsigmoid",
        List.of(x),
        OnnxGraph.number("alpha", 0.2),
        OnnxGraph.number("beta", 0.5));
  }

  private static String leakyRelu(IActivation a, String n, String x, OnnxGraph g) {
    return g.node(
        "LeakyRelu",
        n + "/leakyrelu",
        List.of(x),
        OnnxGraph.number("alpha", ((ActivationLReLU) a).getAlpha()));
  }

  private static String mish(IActivation a, String n, String x, OnnxGraph g) {
    String soft = g.node("Softplus", n + "/softplus", List.of(x));
    return g.node("Mul", n + "/mish", List.of(x, g.node("Tanh", n + "/tanh", List.of(soft))));
  }

  /** 1.7159 sign(y) (1 - 1 / (1 + |y| + y^2 + 1.41645 y^4)) of y = 2x/3. */
  private static String rationalTanh(IActivation a, String n, String x, OnnxGraph g) {
    String y = g.node("Mul", n + "/y", List.of(x, g.scalar(n + "/two-thirds", 2 / 3.0)));
    String abs = g.node("Abs", n + "/abs", List.of(y));
    String square = g.node("Mul", n + "/square", List.of(y, y));
    String fourth = g.node("Mul", n + "/fourth", List.of(square, square));
    String weighed = g.node("Mul", n + "/weighed", List.of(fourth, g.scalar(n + "/c", 1.41645)));
    String one = g.scalar(n + "/one", 1);
    String sum = g.node("Sum", n + "/sum", List.of(one, abs, square, weighed));
    String share = g.node("Reciprocal", n + "/share", List.of(sum));
    String size = g.node("Sub", n + "/size", List.of(one, share));
    String signed =
        g.node("Mul", n + "/signed", List.of(g.node("Sign", n + "/sign", List.of(y)), size));
    return g.node("Mul", n + "/rationaltanh", List.of(signed, g.scalar(n + "/most", 1.7159)));
  }

  private static String rectifiedTanh(IActivation a, String n, String x, OnnxGraph g) {
    return g.node("Relu", n + "/rectified", List.of(g.node("Tanh", n + "/tanh", List.of(x))));
  }

  /** Over the last dimension, whatever it means: so does DL4J's. */
  private static String softmax(IActivation a, String n, String x, OnnxGraph g) {
    return g.node("Softmax", n + "/softmax", List.of(x), OnnxGraph.integer("axis", -1));
  }

  private static String swish(IActivation a, String n, String x, OnnxGraph g) {
    return g.node("Mul", n + "/swish", List.of(x, g.node("Sigmoid", n + "/gate", List.of(x))));
  }

  private static String thresholdedRelu(IActivation a, String n, String x, OnnxGraph g) {
    double theta = ((ActivationThresholdedReLU) a).getTheta();
    return g.node(
        "ThresholdedRelu", n + "/thresholded", List.of(x), OnnxGraph.number("alpha", theta));
  }

  private static String clip(String n, String x, double low, double high, OnnxGraph g) {
    return g.node(
        "Clip", n + "/clip", List.of(x, g.scalar(n + "/low", low), g.scalar(n + "/high", high)));
  }
}
