package dev.serin.training.onnx;

/**
 * How far the output of one part of a network is from what the exported graph gives there.
 *
 * @param name of the layer or vertex
 * @param kind what it is, by DL4J's name
 * @param difference the largest one, as a share of the range of the part's output; NaN where one of
 *     the two is no number
 */
public record LayerDifference(String name, String kind, double difference) {}
