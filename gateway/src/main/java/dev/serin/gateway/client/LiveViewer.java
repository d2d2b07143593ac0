package dev.serin.gateway.client;

import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One picture that is drawn over with each thing the server says. */
final class LiveViewer implements Viewer {
  private static final int EVENTS_MAX = 6;

  private final Screen screen;
  private final Look look;
  private final RolloutView view;
  private final EventView eventView;
  private final Deque<Facts> events = new ArrayDeque<>();
  private Facts rollout = new Facts(new JsonObject());
  private String notice = "";

  LiveViewer(Shell shell, Look look) {
    this.look = look;
    screen = new Screen(shell.out());
    view = new RolloutView(look, shell.zone(), true);
    eventView = new EventView(shell.zone());
  }

  @Override
  public void status(Facts now) {
    rollout = now;
    draw();
  }

  @Override
  public void change(Facts event) {
    events.addLast(event);
    if (events.size() > EVENTS_MAX) {
      events.removeFirst();
    }
    draw();
  }

  @Override
  public void notice(String text) {
    notice = text;
    draw();
  }

  private void draw() {
    // One line less than the terminal has: the cursor rests on the last.
    List<Line> picture = picture();
    screen.draw(
        picture.subList(0, Math.min(picture.size(), look.height() - 1)).stream()
            .map(look::clipped)
            .toList());
  }

  private List<Line> picture() {
    List<Line> lines = new ArrayList<>(view.lines(rollout));
    if (!notice.isEmpty()) {
      lines.add(Line.EMPTY);
      lines.add(Line.of(notice, Tone.CAUTION));
    }
    if (!events.isEmpty()) {
      lines.add(Line.EMPTY);
      events.forEach(event -> lines.add(eventView.line(event)));
    }
    return lines;
  }
}
