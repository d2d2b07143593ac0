package dev.serin.training.net;

/** Numbers the layers of a network: layer0, layer1 and so on. */
final class Names {
  private final String prefix;
  private int used;

  Names(String prefix) {
    this.prefix = prefix;
  }

  String next() {
    return prefix + used++;
  }
}
