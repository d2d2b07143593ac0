package dev.serin.gateway.purge;

import io.vertx.core.Future;

/** A cache in front of Serin. */
interface Target {
  /** Kind and address, for people and meters. */
  String name();

  /** What it answered, in a few words. Sending the same again must change nothing. */
  Future<String> send(Purge purge);
}
