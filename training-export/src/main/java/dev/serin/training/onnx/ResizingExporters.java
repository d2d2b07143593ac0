package dev.serin.training.onnx;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.nd4j.linalg.factory.Nd4j;

/** Layers that have no parameters and only move pixels. */
final class ResizingExporters {
  private ResizingExporters() {}

  /** Each pixel becomes a rectangle of its like. */
  static String upsampling(LayerContext context, OnnxGraph graph) {
    int[] size = ((Upsampling2D) context.layer()).getSize();
    String scales =
        graph.constant(context.name() + "/scales", Nd4j.createFromArray(1f, 1f, size[0], size[1]));
    return graph.node(
        "Resize",
        context.name() + "/upsampled",
        List.of(context.input(), "", scales),
        OnnxGraph.text("mode", "nearest"),
        OnnxGraph.text("coordinate_transformation_mode", "asymmetric"),
        OnnxGraph.text("nearest_mode", "floor"));
  }

  /** Zeros on the borders: above, below, left, right. */
  static String zeroPadding(LayerContext context, OnnxGraph graph) {
    int[] by = ((ZeroPaddingLayer) context.layer()).getPadding();
    String pads = graph.longs(context.name() + "/pads", 0, 0, by[0], by[2], 0, 0, by[1], by[3]);
    return graph.node("Pad", context.name() + "/padded", List.of(context.input(), pads));
  }

  /** Cuts borders off: above, below, left, right. */
  static String cropping(LayerContext context, OnnxGraph graph) {
    int[] by = ((Cropping2D) context.layer()).getCropping();
    String name = context.name();
    return graph.node(
        "Slice",
        name + "/cropped",
        List.of(
            context.input(),
            graph.longs(name + "/from", by[0], by[2]),
            graph.longs(name + "/to", context.height() - by[1], context.width() - by[3]),
            graph.longs(name + "/axes", 2, 3)));
  }

  /** Squares of pixels become channels. */
  static String spaceToDepth(LayerContext context, OnnxGraph graph) {
    int size = ((SpaceToDepthLayer) context.layer()).getBlockSize();
    return graph.node(
        "SpaceToDepth",
        context.name() + "/deep",
        List.of(context.input()),
        OnnxGraph.integer("blocksize", size));
  }
}
