package dev.serin.worker.api;

/**
 * One label and how probable the model finds it.
 *
 * @param label text of the label; not always unique within a model
 * @param index position in the model's output, from 0
 * @param probability from 0 to 1; all labels of one image add up to 1, unless the graph's labels
 *     are independent of each other
 */
public record Prediction(String label, int index, float probability) {}
