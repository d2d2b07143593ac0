package dev.serin.gateway.upload;

import static dev.serin.gateway.error.ProblemCode.MALFORMED_REQUEST;
import static dev.serin.gateway.error.ProblemCode.TOO_LARGE;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemException;
import java.nio.charset.StandardCharsets;

/**
 * Takes a {@code multipart/form-data} body apart as it arrives (RFC 7578, RFC 2046). Keeps nothing
 * but the headers of the part under way: the bytes of a part go to its {@link Part} as they come,
 * and every length is bounded before it is kept.
 *
 * <p>A part ends with CR LF {@code --boundary}. A boundary holds no CR, so a match that fails can
 * only begin again at a CR: searching needs no table and looks at each byte once.
 */
final class MultipartParser {
  /** Where the bytes of one part go. */
  interface Part {
    void data(byte[] bytes, int from, int to);

    void end();
  }

  /** Says what to do with a part, by the name of its form field. */
  interface Form {
    Part part(String name);
  }

  private enum State {
    /** Before the first boundary; what stands there is of no use. */
    PREAMBLE,
    HEADERS,
    DATA,
    /** Right behind a boundary. */
    BOUNDARY,
    /** Behind the last boundary; what stands there is of no use. */
    EPILOGUE
  }

  private final byte[] delimiter;
  private final int partsMax;
  private final Form form;
  private final byte[] line;
  private State state = State.PREAMBLE;
  private Part part = IGNORED;
  private int parts;
  private int lineLength;
  private int matched;

  /** A part that nobody asked for. */
  static final Part IGNORED =
      new Part() {
        @Override
        public void data(byte[] bytes, int from, int to) {}

        @Override
        public void end() {}
      };

  /**
   * @param partHeaderSize most bytes of one part's headers
   */
  MultipartParser(String boundary, int partsMax, int partHeaderSize, Form form) {
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    this.partsMax = partsMax;
    this.form = form;
    this.line = new byte[partHeaderSize];
    // The first boundary may stand at the very start, with no line before it.
    this.matched = 2;
  }

  /**
   * Takes the next bytes of the body: {@code bytes} from {@code from} to before {@code to}.
   *
   * @throws ProblemException where they break the format or a limit; the parser is spent then
   */
  void feed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      at =
          switch (state) {
            case PREAMBLE, DATA -> data(bytes, at, to);
            case BOUNDARY -> boundary(bytes, at, to);
            case HEADERS -> headers(bytes, at, to);
            case EPILOGUE -> to;
          };
    }
  }

  /** To be called after the last byte. */
  void end() {
    if (state != State.EPILOGUE) {
      throw malformed("the form ends before its last boundary");
    }
  }

  private int data(byte[] bytes, int start, int to) {
    int clean = start;
    for (int at = start; at < to; at++) {
      byte b = bytes[at];
      if (b == delimiter[matched]) {
        if (matched == 0) {
          part.data(bytes, clean, at);
        }
        if (++matched == delimiter.length) {
          endOfPart();
          return at + 1;
        }
      } else if (matched > 0) {
        // What looked like a boundary was data after all; some of it came with earlier bytes.
        part.data(delimiter, 0, matched);
        matched = 0;
        clean = at;
        if (b == delimiter[0]) {
          matched = 1;
        }
      }
    }
    if (matched == 0) {
      part.data(bytes, clean, to);
    }
    return to;
  }

  private void endOfPart() {
    matched = 0;
    lineLength = 0;
    part.end();
    part = IGNORED;
    state = State.BOUNDARY;
  }

  /** Behind a boundary: {@code --} for the last, else blanks and the end of the line. */
  private int boundary(byte[] bytes, int start, int to) {
    for (int at = start; at < to; at++) {
      keep(bytes[at]);
      if (lineLength == 2 && line[0] == '-' && line[1] == '-') {
        state = State.EPILOGUE;
        return at + 1;
      }
      if (endsWith("\r\n")) {
        if (!text(lineLength - 2).isBlank()) {
          throw malformed("something stands behind a boundary");
        }
        lineLength = 0;
        state = State.HEADERS;
        return at + 1;
      }
    }
    return to;
  }

  private int headers(byte[] bytes, int start, int to) {
    for (int at = start; at < to; at++) {
      keep(bytes[at]);
      boolean none = lineLength == 2 && endsWith("\r\n");
      if (none || endsWith("\r\n\r\n")) {
        if (++parts > partsMax) {
          throw new Problem(TOO_LARGE, "a form may have " + partsMax + " parts").exception();
        }
        part = form.part(PartHeaders.fieldName(text(lineLength)));
        lineLength = 0;
        state = State.DATA;
        return at + 1;
      }
    }
    return to;
  }

  private void keep(byte b) {
    if (lineLength == line.length) {
      throw new Problem(TOO_LARGE, "the headers of a part may have " + line.length + " bytes")
          .exception();
    }
    line[lineLength++] = b;
  }

  private boolean endsWith(String end) {
    int from = lineLength - end.length();
    if (from < 0) {
      return false;
    }
    for (int i = 0; i < end.length(); i++) {
      if (line[from + i] != end.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String text(int length) {
    return new String(line, 0, length, StandardCharsets.UTF_8);
  }

  private static ProblemException malformed(String detail) {
    return new Problem(MALFORMED_REQUEST, detail).exception();
  }
}
