package dev.serin.gateway.client;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Follows one rollout to its end, also when the server goes away and comes back. */
final class Follower {
  /** The server says something, a comment at least, far more often. */
  private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

  /** After the last change there is nothing to wait for but the end of the stream. */
  private static final Duration SILENCE_AT_END_MAX = Duration.ofSeconds(2);

  private final ManagementClient client;
  private final String id;
  private final Viewer viewer;
  private final RolloutCommand.Sleeper sleeper;
  private final Backoff backoff = new Backoff();
  private String lastId = "";
  private boolean away;

  Follower(ManagementClient client, String id, Viewer viewer, RolloutCommand.Sleeper sleeper) {
    this.client = client;
    this.id = id;
    this.viewer = viewer;
    this.sleeper = sleeper;
  }

  /**
   * The rollout as it ended.
   *
   * @throws ClientException where the server refuses, or stays away for minutes
   */
  Facts follow() throws ClientException, InterruptedException {
    Answer first = client.rollout(id);
    viewer.status(new Facts(first.body()));
    while (true) {
      try {
        String why = listen();
        Answer now = client.rollout(id);
        Facts rollout = new Facts(now.body());
        viewer.status(rollout);
        if (Phases.isFinal(rollout.text("phase"))) {
          return rollout;
        }
        rest(why);
      } catch (ClientException e) {
        if (!e.isPassing()) {
          throw e;
        }
        rest(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Passes events on until the stream ends; says why it did. */
  private String listen() throws ClientException, InterruptedException {
    Duration silence = SILENCE_MAX;
    try (EventStream stream = client.events(id, lastId)) {
      while (true) {
        Optional<ServerEvent> event = stream.next(silence);
        if (event.isEmpty()) {
          return "The server ended the stream.";
        }
        present();
        // A new stream has given no id yet when its first event has none.
        lastId = event.get().id().isEmpty() ? lastId : event.get().id();
        Facts facts = new Facts(new JsonObject(event.get().data()));
        if (event.get().type().equals("status")) {
          viewer.status(facts);
        } else if (event.get().type().equals("change")) {
          viewer.change(facts);
          silence = Phases.isFinal(facts.text("to")) ? SILENCE_AT_END_MAX : SILENCE_MAX;
        }
      }
    } catch (IOException | DecodeException e) {
      return "The stream from " + client.url() + " broke: " + e.getMessage() + ".";
    }
  }

  private void rest(String why) throws ClientException, InterruptedException {
    Optional<Duration> wait = backoff.next();
    if (wait.isEmpty()) {
      throw new ClientException(
          why + "\nNo use in trying on; the rollout itself needs no watcher.", null);
    }
    away = true;
    viewer.notice("%s Next try in %s.".formatted(why, seconds(wait.get())));
    sleeper.sleep(wait.get());
  }

  private void present() {
    backoff.reset();
    if (away) {
      away = false;
      viewer.notice("");
    }
  }

  private static String seconds(Duration time) {
    return time.toMillis() < 1000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
  }
}
