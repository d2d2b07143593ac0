package dev.serin.training.net;

/** A family of networks, with its settings. */
interface Architecture {

  /** As the configuration calls it. */
  String name();

  /**
   * Adds its layers, the output included.
   *
   * @throws NetworkException where they do not fit the images
   */
  void addTo(Blueprint blueprint);
}
