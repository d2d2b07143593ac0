package dev.serin.worker.model;

/** The right to use something that stays open until this is closed. Closing twice is harmless. */
public interface Lease<V> extends AutoCloseable {
  V value();

  @Override
  void close();
}
