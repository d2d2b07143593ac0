package dev.serin.training.spark;

import dev.serin.training.data.Batch;
import dev.serin.training.net.Classifier;
import dev.serin.training.parallel.Engine;
import dev.serin.training.parallel.EngineException;
import dev.serin.training.parallel.EngineSettings;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains on the executors of a Spark cluster by DL4J's parameter averaging. A round is a Spark job:
 * the executors get the network and their parts of the next batches, take a step for each batch,
 * and give back their networks, which are averaged here. The images are prepared here and sent each
 * epoch anew.
 */
final class SparkEngine implements Engine {
  private final EngineSettings settings;
  private final JavaSparkContext context;

  SparkEngine(EngineSettings settings, JavaSparkContext context) {
    this.settings = settings;
    this.context = context;
  }

  @Override
  public void fit(Classifier classifier, Iterator<Batch> batches, Steps steps) {
    Rounds rounds = new Rounds(classifier, batches, settings);
    int step = 0;
    for (Round round = rounds.next(); round != null; round = rounds.next()) {
      // One rate for a round, that of its middle: the executors get it with the network.
      double rate = steps.learningRate(step + round.steps() / 2);
      double loss = train(classifier.network(), round, rate, step);
      for (int images : round.images()) {
        if (!steps.done(step++, images, loss)) {
          return;
        }
      }
    }
  }

  private double train(Model network, Round round, double rate, int step) {
    // What the executors drop is drawn there, differently each time.
    dev.serin.training.net.Steps.prepare(network, rate, 0, 1);
    double penalty = dev.serin.training.net.Steps.penalty(network);
    try {
      JavaRDD<DataSet> data = context.parallelize(round.data(), round.workers());
      if (network instanceof MultiLayerNetwork sequential) {
        SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, sequential, master(round));
        spark.fit(data);
        return spark.getScore() - penalty;
      } else if (network instanceof ComputationGraph graph) {
        SparkComputationGraph spark = new SparkComputationGraph(context, graph, master(round));
        spark.fit(data);
        return spark.getScore() - penalty;
      }
      throw new EngineException("not a network of layers: " + network.getClass());
    } catch (EngineException e) {
      throw e;
    } catch (Exception e) {
      // Scala declares no exceptions, and Spark's own are no RuntimeExceptions.
      throw new EngineException(
          "the cluster failed in the steps %d to %d of the epoch: %s"
              .formatted(step + 1, step + round.steps(), reason(e)),
          e);
    }
  }

  private String reason(Exception e) {
    return context.sc().isStopped()
        ? "it ended the application, or all its executors failed to start"
        : EngineException.reason(e);
  }

  private TrainingMaster<?, ?> master(Round round) {
    return new ParameterAveragingTrainingMaster.Builder(round.workers(), round.partSize())
        .batchSizePerWorker(round.partSize())
        .averagingFrequency(round.steps())
        .workerPrefetchNumBatches(0)
        .saveUpdater(true)
        // The data lies where it is to be used: moving it takes a job of its own.
        .repartionData(Repartition.Never)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .build();
  }

  @Override
  public void close() {
    context.close();
  }
}
