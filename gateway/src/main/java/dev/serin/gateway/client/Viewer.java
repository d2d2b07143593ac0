package dev.serin.gateway.client;

/** Shows a rollout while it goes on. */
interface Viewer {
  /** The rollout as it is now. */
  void status(Facts rollout);

  /** A change, older ones first. */
  void change(Facts event);

  /** What is wrong with the connection; an empty text where all is well again. */
  void notice(String text);
}
