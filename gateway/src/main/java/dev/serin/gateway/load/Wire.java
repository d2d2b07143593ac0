package dev.serin.gateway.load;

/** What carries requests. Used on one thread. */
interface Wire {
  /**
   * Sends the next request; whoever made the flight is told its end, never before this returns.
   *
   * @param flight not more at one time than the wire has connections
   */
  void send(Flight flight);

  /** Nobody waits for the answer any more; it is not told. */
  void abandon(Flight flight);
}
