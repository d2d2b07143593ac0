package dev.serin.training.net;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

/**
 * The {@code network} section of a training configuration: which architecture, and its own keys,
 * which {@code docs/networks.md} lists.
 */
@JsonDeserialize(using = NetworkReader.class)
public final class NetworkConfig {
  private final Architecture architecture;

  NetworkConfig(Architecture architecture) {
    this.architecture = architecture;
  }

  /** {@code cnn}, {@code resnet}, {@code mobilenet} or {@code custom}. */
  public String name() {
    return architecture.name();
  }

  /** The layers of a network for images and classes of this shape. */
  Blueprint blueprint(ImageShape shape) {
    Blueprint blueprint = new Blueprint(shape);
    architecture.addTo(blueprint);
    return blueprint;
  }
}
