package dev.serin.gateway.kill;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;

/** What goes with a command: a person who promotes at some moment has no proof. */
final class Promotion {
  private Promotion() {}

  static BodyPublisher body(String command) {
    return command.equals("promote")
        ? BodyPublishers.ofString("{\"force\":true,\"reason\":\"by hand\"}")
        : BodyPublishers.noBody();
  }
}
