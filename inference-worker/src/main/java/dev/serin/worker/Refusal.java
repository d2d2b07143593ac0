package dev.serin.worker;

import dev.serin.worker.api.InferenceFailure;

/** Why a request was not served for want of time or room. */
enum Refusal {
  /** No place in the queue. */
  FULL("the queue is full"),
  /** It would have been answered after its deadline, by measured service times. */
  DEADLINE("the queue is too long for the deadline"),
  /** It had waited so long that its own work would have ended too late. */
  WAITED("the queue moved too slowly for the deadline");

  private final String message;

  Refusal(String message) {
    this.message = message;
  }

  /**
   * @param retryNanos when it may be otherwise
   */
  InferenceFailure failure(long retryNanos) {
    return InferenceFailure.overloaded(message, retryNanos);
  }
}
