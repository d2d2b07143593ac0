package dev.serin.training.net;

import dev.serin.training.net.Part.OfLayer;
import dev.serin.training.net.Part.Sum;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Turns a plan into DL4J's configurations. */
final class Configurations {
  private final Blueprint blueprint;
  private final OptimiserConfig optimiser;
  private final List<Double> classWeights;
  private final long seed;

  /**
   * @param classWeights factor of the loss of each class's images; none for 1 each
   * @param seed of the first weights, and of what is dropped
   */
  Configurations(
      Blueprint blueprint, OptimiserConfig optimiser, List<Double> classWeights, long seed) {
    this.blueprint = blueprint;
    this.optimiser = optimiser;
    this.classWeights = classWeights;
    this.seed = seed;
  }

  /** Whether every part reads the one before. */
  static boolean isSequential(Blueprint blueprint) {
    return blueprint.parts().stream().allMatch(p -> p instanceof OfLayer);
  }

  MultiLayerConfiguration sequential() {
    var list = base().list();
    for (Part part : blueprint.parts()) {
      list.layer(prepared((OfLayer) part).layer());
    }
    return list.setInputType(blueprint.input()).build();
  }

  ComputationGraphConfiguration graph() {
    GraphBuilder graph =
        base().graphBuilder().addInputs(Blueprint.INPUT).setInputTypes(blueprint.input());
    String last = Blueprint.INPUT;
    for (Part part : blueprint.parts()) {
      if (part instanceof OfLayer layer) {
        graph.addLayer(part.name(), prepared(layer).layer(), layer.input());
      } else if (part instanceof Sum sum) {
        graph.addVertex(
            part.name(),
            new ElementWiseVertex(ElementWiseVertex.Op.Add),
            sum.inputs().toArray(String[]::new));
      }
      last = part.name();
    }
    return graph.setOutputs(last).build();
  }

  private OfLayer prepared(OfLayer part) {
    if (part.layer() instanceof BaseLayer layer && optimiser.weightDecay() > 0) {
      // To each layer by itself: DL4J 1.0.0-M2.1 applies what is set for all of them twice.
      layer.setRegularization(
          new ArrayList<>(List.of(new WeightDecay(optimiser.weightDecay(), true))));
    }
    if (part.layer() instanceof OutputLayer output && !classWeights.isEmpty()) {
      output.setLossFn(
          new LossMCXENT(
              Nd4j.createFromArray(classWeights.stream().mapToDouble(Double::doubleValue).toArray())
                  .castTo(Nd4j.dataType())
                  .reshape(1, classWeights.size())));
    }
    return part;
  }

  private NeuralNetConfiguration.Builder base() {
    NeuralNetConfiguration.Builder base =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(updater())
            .weightInit(WeightInit.RELU);
    if (optimiser.clip() > 0) {
      base.gradientNormalization(GradientNormalization.ClipL2PerLayer)
          .gradientNormalizationThreshold(optimiser.clip());
    }
    return base;
  }

  /** The rate of each is never used: every step sets its own. */
  private IUpdater updater() {
    return switch (optimiser.kind()) {
      case ADAM -> new Adam();
      case SGD -> optimiser.momentum() > 0 ? new Nesterovs(optimiser.momentum()) : new Sgd();
    };
  }
}
