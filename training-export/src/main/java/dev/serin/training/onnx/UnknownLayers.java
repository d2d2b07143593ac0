package dev.serin.training.onnx;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.L2Vertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.layers.AutoEncoder;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Cnn3DLossLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Deconvolution3D;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LearnedSelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected1D;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling1DLayer;
import org.deeplearning4j.nn.conf.layers.Subsampling3DLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling1D;
import org.deeplearning4j.nn.conf.layers.Upsampling3D;
import org.deeplearning4j.nn.conf.layers.ZeroPadding1DLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPadding3DLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping1D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping3D;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffVertex;
import org.deeplearning4j.nn.conf.layers.util.MaskLayer;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;

/** Why DL4J's other layers and vertices are not exported, as far as they are not simply unknown. */
final class UnknownLayers {
  private static final String SEQUENCES = "it is for sequences, not for images";
  private static final String VOLUMES = "it is for volumes, not for images";
  private static final String PRETRAINING = "it is for training without labels";
  private static final String SAME_DIFF = "SameDiff computes it, by operations of its own";

  private static final Map<Class<?>, String> REASONS =
      Stream.of(
              why(
                  SEQUENCES,
                  AttentionVertex.class,
                  Bidirectional.class,
                  Convolution1DLayer.class,
                  Cropping1D.class,
                  DuplicateToTimeSeriesVertex.class,
                  EmbeddingLayer.class,
                  EmbeddingSequenceLayer.class,
                  LastTimeStep.class,
                  LastTimeStepVertex.class,
                  LearnedSelfAttentionLayer.class,
                  LocallyConnected1D.class,
                  MaskLayer.class,
                  MaskZeroLayer.class,
                  RecurrentAttentionLayer.class,
                  RepeatVector.class,
                  ReverseTimeSeriesVertex.class,
                  RnnLossLayer.class,
                  RnnOutputLayer.class,
                  SelfAttentionLayer.class,
                  Subsampling1DLayer.class,
                  TimeDistributed.class,
                  Upsampling1D.class,
                  ZeroPadding1DLayer.class),
              why(
                  VOLUMES,
                  Cnn3DLossLayer.class,
                  Convolution3D.class,
                  Cropping3D.class,
                  Deconvolution3D.class,
                  Subsampling3DLayer.class,
                  Upsampling3D.class,
                  ZeroPadding3DLayer.class),
              why(PRETRAINING, AutoEncoder.class, VariationalAutoencoder.class),
              why("it labels each pixel, not the image", CnnLossLayer.class),
              why("it finds boxes; Serin's answers are classes", Yolo2OutputLayer.class),
              why(
                  "it mixes the images of a batch: an answer would depend on its neighbours",
                  SpaceToBatchLayer.class,
                  StackVertex.class,
                  UnstackVertex.class),
              why("it compares two inputs; a classifier has one", L2Vertex.class),
              why("DL4J itself computes it wrongly for images", SubsetVertex.class),
              why("DL4J itself mistakes the size of what it gives", PoolHelperVertex.class))
          .flatMap(s -> s)
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private UnknownLayers() {}

  /**
   * @param part a layer or vertex that no exporter knows
   */
  static String reason(Object part) {
    String reason = REASONS.get(part.getClass());
    if (reason != null) {
      return reason;
    }
    if (part instanceof BaseRecurrentLayer) {
      return SEQUENCES;
    }
    boolean sameDiff = part instanceof AbstractSameDiffLayer || part instanceof SameDiffVertex;
    return sameDiff ? SAME_DIFF : "it is not known to the exporter";
  }

  private static Stream<Map.Entry<Class<?>, String>> why(String reason, Class<?>... kinds) {
    return Stream.of(kinds).map(kind -> Map.<Class<?>, String>entry(kind, reason));
  }
}
