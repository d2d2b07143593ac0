package dev.serin.gateway.client;

/**
 * Lines that are only ever added, for logs and pipes: each change, and where the rollout stands
 * once for each minute of a step.
 */
final class PlainViewer implements Viewer {
  private static final double SECONDS_BETWEEN = 60;

  private final Shell shell;
  private final EventView eventView;
  private String last = "";

  PlainViewer(Shell shell) {
    this.shell = shell;
    eventView = new EventView(shell.zone());
  }

  @Override
  public void status(Facts rollout) {
    Facts step = rollout.object("step");
    double minute = Math.floor(step.number("elapsed_seconds") / SECONDS_BETWEEN);
    String now = rollout.text("phase") + " " + step.text("number") + " " + minute;
    if (!now.equals(last)) {
      last = now;
      print(line(rollout, step));
    }
  }

  @Override
  public void change(Facts event) {
    print(eventView.line(event));
  }

  @Override
  public void notice(String text) {
    shell.err().println(text.isEmpty() ? "The server is back." : text);
  }

  private Line line(Facts rollout, Facts step) {
    return Line.of(
        "%s %s, step %s of %s at %s, %s of %s, %s of %s requests: %s"
            .formatted(
                rollout.text("id"),
                rollout.text("phase"),
                step.text("number"),
                step.text("of"),
                Words.share(rollout.number("weight")),
                Words.time(step.number("elapsed_seconds")),
                Words.time(step.number("for_seconds")),
                Words.count(step.number("samples_seen")),
                Words.count(step.number("samples")),
                rollout.text("reason")));
  }

  /** Not cut: nobody draws over these lines. */
  private void print(Line line) {
    shell.out().println(Look.PLAIN.text(line));
    shell.out().flush();
  }
}
