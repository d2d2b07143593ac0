package dev.serin.gateway.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code text/event-stream} as the HTML standard says (section 9.2.6), however its bytes are
 * cut. The field {@code retry} is not obeyed: how long to wait is for this side to say.
 */
final class EventStreamParser {
  private static final int EVENT_BYTES_MAX = 4 << 20;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private String id = "";
  private boolean afterReturn;
  private boolean atStart = true;

  /**
   * The events that these bytes complete.
   *
   * @throws IOException where an event has more than 4 MiB
   */
  List<ServerEvent> read(byte[] bytes) throws IOException {
    List<ServerEvent> events = new ArrayList<>();
    for (byte next : bytes) {
      boolean secondOfPair = afterReturn && next == '\n';
      afterReturn = next == '\r';
      if (next == '\r' || (next == '\n' && !secondOfPair)) {
        endLine(events);
      } else if (next != '\n') {
        line.write(next);
      }
      if (line.size() + data.length() > EVENT_BYTES_MAX) {
        throw new IOException("an event has more than 4 MiB");
      }
    }
    return events;
  }

  private void endLine(List<ServerEvent> events) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (atStart && text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(1);
    }
    atStart = false;
    if (text.isEmpty()) {
      endEvent(events);
      return;
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      field(text, "");
    } else if (colon > 0) {
      String value = text.substring(colon + 1);
      field(text.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
    }
  }

  private void field(String name, String value) {
    switch (name) {
      case "data" -> data.append(value).append('\n');
      case "event" -> type = value;
      case "id" -> id = value.indexOf('\0') < 0 ? value : id;
      default -> {} // Unknown fields are to be ignored.
    }
  }

  private void endEvent(List<ServerEvent> events) {
    if (!data.isEmpty()) {
      data.setLength(data.length() - 1);
      events.add(new ServerEvent(id, type.isEmpty() ? "message" : type, data.toString()));
    }
    data.setLength(0);
    type = "";
  }
}
