package dev.serin.gateway.client;

import java.io.PrintStream;

/** One line of JSON for each thing that the server says. */
final class JsonViewer implements Viewer {
  private final Shell shell;

  JsonViewer(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void status(Facts rollout) {
    print(rollout);
  }

  @Override
  public void change(Facts event) {
    print(event);
  }

  @Override
  public void notice(String text) {
    if (!text.isEmpty()) {
      shell.err().println(text);
    }
  }

  private void print(Facts facts) {
    PrintStream out = shell.out();
    out.println(facts.json().encode());
    out.flush();
  }
}
