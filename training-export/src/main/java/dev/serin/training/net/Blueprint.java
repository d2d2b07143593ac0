package dev.serin.training.net;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;

/**
 * A network while it is planned: parts, added one after the other, each reading what the one before
 * gives. It knows the size of what every part gives, so it refuses what does not fit, naming the
 * line of the configuration.
 */
final class Blueprint {
  /** Name of the images that the network reads. */
  static final String INPUT = "input";

  /** Above it the weights of one dense layer and their optimiser's state fill a machine. */
  private static final long DENSE_WEIGHTS_MAX = 100_000_000;

  /**
   * Where the next part is added.
   *
   * @param part the part it reads
   * @param gives the size of what that part gives, without the batch
   */
  record Head(String part, InputType gives) {}

  /**
   * What of the configuration parts belong to, for messages.
   *
   * @param line 0 where there is none
   */
  record Place(int line, String what) {}

  private final ImageShape shape;
  private final List<Part> parts = new ArrayList<>();
  private Head head;
  private Place place = new Place(0, "network");
  private double dropout;

  Blueprint(ImageShape shape) {
    this.shape = shape;
    this.head = new Head(INPUT, input());
  }

  InputType input() {
    return InputType.convolutional(shape.height(), shape.width(), shape.channels());
  }

  List<Part> parts() {
    return List.copyOf(parts);
  }

  /** Channels that the last part gives. */
  long channels() {
    return image().getChannels();
  }

  /** Says what the parts that follow belong to, for messages. */
  Blueprint at(Place where) {
    place = where;
    return this;
  }

  Place place() {
    return place;
  }

  Head head() {
    return head;
  }

  /** What follows reads the part {@code point} stands at. */
  Blueprint from(Head point) {
    refuseDropout();
    head = point;
    return this;
  }

  /**
   * @param bias whether each filter adds a number of its own; none is needed before a normalisation
   */
  Blueprint convolution(
      String name, int filters, Window window, boolean bias, Activation activation) {
    InputType gives = after(window, filters);
    return add(name, withDropout(Layers.convolution(filters, window, bias, activation)), gives);
  }

  /** A convolution of each channel by itself, {@code multiplier} filters for each. */
  Blueprint depthwise(
      String name, int multiplier, Window window, boolean bias, Activation activation) {
    InputType gives = after(window, image().getChannels() * multiplier);
    return add(name, withDropout(Layers.depthwise(multiplier, window, bias, activation)), gives);
  }

  /** A depthwise convolution and a 1 x 1 convolution as one layer. */
  Blueprint separable(
      String name,
      int filters,
      int multiplier,
      Window window,
      boolean bias,
      Activation activation) {
    InputType gives = after(window, filters);
    return add(
        name, withDropout(Layers.separable(filters, multiplier, window, bias, activation)), gives);
  }

  /** The largest or the mean of each window. */
  Blueprint pool(String name, PoolingType type, Window window) {
    refuseDropout();
    return add(name, Layers.pool(type, window), after(window, image().getChannels()));
  }

  /** The largest or the mean of each channel. */
  Blueprint globalPool(String name, PoolingType type) {
    refuseDropout();
    return add(name, Layers.globalPool(type), InputType.feedForward(image().getChannels()));
  }

  Blueprint batchNorm(String name) {
    refuseDropout();
    return add(name, Layers.batchNorm(), head.gives());
  }

  Blueprint activation(String name, Activation activation) {
    refuseDropout();
    return add(name, Layers.activation(activation), head.gives());
  }

  /** Images are flattened first: channel, row, column. */
  Blueprint dense(String name, int units, boolean bias, Activation activation) {
    checkWeights(units);
    return add(
        name, withDropout(Layers.dense(units, bias, activation)), InputType.feedForward(units));
  }

  /** Drops values of what the next part reads, while training. */
  Blueprint dropout(double rate) {
    refuseDropout();
    dropout = rate;
    return this;
  }

  /** The sum of what the last part gives and what {@code other} stands at, which must be alike. */
  Blueprint sum(String name, Head other) {
    refuseDropout();
    if (!head.gives().equals(other.gives())) {
      throw fault(
          "its layers make "
              + Shapes.text(head.gives())
              + " of "
              + Shapes.text(other.gives())
              + " values; to be added they must be as many");
    }
    parts.add(new Part.Sum(name, List.of(head.part(), other.part())));
    head = new Head(name, head.gives());
    return this;
  }

  /**
   * What {@code from} gives, through a 1 x 1 convolution and a normalisation that give it the size
   * of what the last part gives. The next part still reads the last one.
   */
  Head projected(String name, Head from) {
    Head last = head;
    InputTypeConvolutional wanted = image();
    InputTypeConvolutional given = from(from).image();
    Window window =
        new Window(
            1,
            1,
            divided(given.getHeight(), wanted.getHeight()),
            divided(given.getWidth(), wanted.getWidth()),
            true);
    convolution(name, (int) wanted.getChannels(), window, false, Activation.IDENTITY)
        .batchNorm(name + "-bn");
    Head projected = head;
    head = last;
    return projected;
  }

  private static int divided(long from, long to) {
    return (int) ((from + to - 1) / to);
  }

  /** A dense layer with a value a class: the last part. */
  void output(String name) {
    checkWeights(shape.classes());
    add(name, withDropout(Layers.output(shape.classes())), InputType.feedForward(shape.classes()));
  }

  private Blueprint add(String name, Layer layer, InputType gives) {
    layer.setLayerName(name);
    if (parts.stream().anyMatch(p -> p.name().equals(name)) || name.equals(INPUT)) {
      throw fault("there is another part called '" + name + "'");
    }
    parts.add(new Part.OfLayer(name, head.part(), layer));
    head = new Head(name, gives);
    return this;
  }

  private FeedForwardLayer withDropout(FeedForwardLayer layer) {
    if (dropout > 0) {
      layer.setIDropout(Layers.dropout(dropout));
    }
    dropout = 0;
    return layer;
  }

  private void refuseDropout() {
    if (dropout > 0) {
      throw fault("a dropout before it has no effect; put it right before a layer with weights");
    }
  }

  private InputTypeConvolutional image() {
    if (head.gives() instanceof InputTypeConvolutional image) {
      return image;
    }
    throw fault(
        "it needs an image, but '"
            + head.part()
            + "' gives "
            + Shapes.text(head.gives())
            + " values in a row");
  }

  private InputType after(Window window, long channels) {
    InputTypeConvolutional image = image();
    if (!window.fits(image.getHeight(), image.getWidth())) {
      throw fault(
          "its kernel "
              + window
              + " is larger than the "
              + image.getHeight()
              + " x "
              + image.getWidth()
              + " values that are left of the image");
    }
    List<Long> size = window.over(image.getHeight(), image.getWidth());
    return InputType.convolutional(size.get(0), size.get(1), channels);
  }

  private void checkWeights(int units) {
    long weights = head.gives().arrayElementsPerExample() * units;
    if (weights > DENSE_WEIGHTS_MAX) {
      throw fault(
          String.format(
              java.util.Locale.ROOT,
              "it would have %,d weights, more than %,d: pool more before it",
              weights,
              DENSE_WEIGHTS_MAX));
    }
  }

  private NetworkException fault(String reason) {
    String text = place.what() + ": " + reason;
    return place.line() == 0
        ? new NetworkException(text)
        : new NetworkException(place.line(), text);
  }
}
