package dev.serin.worker.api;

/** Who is kept waiting by a request. */
public enum Priority {
  /** Somebody waits for the answer. */
  CALLER,
  /** Nobody does: it runs when no caller's work is there, or not at all. */
  BACKGROUND
}
