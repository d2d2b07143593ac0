package dev.serin.gateway.rollout;

/** Hears which versions are aborted. Called from any thread; returns at once, and never fails. */
public interface Withdrawals {
  /** Traffic has left {@code version}: whatever caches hold of it must go. */
  void withdraw(String model, String version);

  /** A rollout tries it, for the first time or again. */
  void readmit(String model, String version);
}
