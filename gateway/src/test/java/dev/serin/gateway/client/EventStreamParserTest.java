package dev.serin.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EventStreamParserTest {
  private static final String STREAM =
      "\uFEFF: hello\n\nid: 1\nevent: change\ndata: {\"a\":\ndata: 1}\n\nretry: 5\ndata:x\n\n"
          + ": beat\ndata\n\nevent: status\ndata:  zwölf → €\nid: 2\n\nid\ndata: last\n\ndata: cut";
  private static final List<ServerEvent> EVENTS =
      List.of(
          new ServerEvent("1", "change", "{\"a\":\n1}"),
          new ServerEvent("1", "message", "x"),
          new ServerEvent("1", "message", ""),
          new ServerEvent("2", "status", " zwölf → €"),
          new ServerEvent("", "message", "last"));

  @Test
  void read_cutAtEveryByte_sameEvents() throws IOException {
    for (String end : List.of("\n", "\r\n", "\r")) {
      byte[] bytes = bytes(STREAM.replace("\n", end));
      for (int cut = 0; cut <= bytes.length; cut++) {
        assertThat(read(bytes, cut)).as("cut at %d, lines end with %s", cut, end).isEqualTo(EVENTS);
      }
    }
  }

  @Test
  void read_anyPiecesAndLineEnds_sameEvents() throws IOException {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      StringBuilder mixed = new StringBuilder();
      boolean afterReturn = false;
      for (int at = 0; at < STREAM.length(); at++) {
        char c = STREAM.charAt(at);
        // After a lone CR, a LF would be read as its second half and not as an empty line.
        String end = List.of("\r\n", "\r", "\n").get(random.nextInt(afterReturn ? 2 : 3));
        afterReturn = c == '\n' && end.equals("\r");
        mixed.append(c == '\n' ? end : String.valueOf(c));
      }
      byte[] bytes = bytes(mixed.toString());
      int[] cuts = random.ints(random.nextInt(9), 0, bytes.length).sorted().toArray();
      assertThat(read(bytes, cuts)).as("seed %d, case %d", seed, i).isEqualTo(EVENTS);
    }
  }

  @Test
  void read_idWithNul_keepsTheFormerOne() throws IOException {
    assertThat(read(bytes("id: 3\nid: a\0b\ndata: x\n\n")))
        .containsExactly(new ServerEvent("3", "message", "x"));
  }

  @Test
  void read_noData_noEvent() throws IOException {
    assertThat(read(bytes("event: change\nid: 9\n\ndata: y\n\n")))
        .containsExactly(new ServerEvent("9", "message", "y"));
  }

  @Test
  void read_endlessLineOrEvent_refused() {
    assertThatThrownBy(() -> read(bytes("data: " + "x".repeat(5 << 20))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("4 MiB");
    String line = "data: " + "x".repeat(1 << 20) + "\n";
    assertThatThrownBy(() -> read(bytes(line.repeat(5)))).isInstanceOf(IOException.class);
  }

  private static List<ServerEvent> read(byte[] bytes, int... cuts) throws IOException {
    EventStreamParser parser = new EventStreamParser();
    List<ServerEvent> events = new ArrayList<>();
    int from = 0;
    for (int cut : cuts) {
      events.addAll(parser.read(Arrays.copyOfRange(bytes, from, cut)));
      from = cut;
    }
    events.addAll(parser.read(Arrays.copyOfRange(bytes, from, bytes.length)));
    return events;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
