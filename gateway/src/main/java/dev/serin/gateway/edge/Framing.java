package dev.serin.gateway.edge;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * What RFC 9112 asks of a request head beyond what Netty checks (sections 3.2, 6.1 and 6.3). Where
 * two servers on the way of a request disagree about its end, or about its host, a stranger can
 * make one of them take a part of it for another client's request.
 */
final class Framing {
  private static final AsciiString OLD_WEB_SOCKET = AsciiString.cached("Sec-WebSocket-Key1");

  private int hosts;
  private int lengths;
  private int encodings;
  private CharSequence host = "";
  private CharSequence length = "";
  private CharSequence encoding = "";
  private boolean oldWebSocket;

  private Framing() {}

  /**
   * What is wrong with {@code request}, in words for the client.
   *
   * @param lengthsSent Content-Length headers that it came with
   */
  static Optional<String> fault(HttpRequest request, int lengthsSent) {
    HttpVersion version = request.protocolVersion();
    if (!isKnown(version)) {
      return Optional.of("send HTTP/1.1");
    }
    Framing framing = new Framing();
    framing.lengths = lengthsSent;
    Iterator<Map.Entry<CharSequence, CharSequence>> headers =
        request.headers().iteratorCharSequence();
    while (headers.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = headers.next();
      framing.see(header.getKey(), header.getValue());
    }
    return framing.fault(version);
  }

  /** Netty and Vert.x know the two by identity; {@code http/1.1} is equal and is none. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isKnown(HttpVersion version) {
    return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
  }

  /** Told apart by their lengths first: most headers are none of these. */
  private void see(CharSequence name, CharSequence value) {
    switch (name.length()) {
      case 4 -> {
        if (AsciiString.contentEqualsIgnoreCase(HttpHeaderNames.HOST, name)) {
          hosts++;
          host = value;
        }
      }
      case 14 -> {
        if (AsciiString.contentEqualsIgnoreCase(HttpHeaderNames.CONTENT_LENGTH, name)) {
          length = value;
        }
      }
      case 17 -> {
        if (AsciiString.contentEqualsIgnoreCase(HttpHeaderNames.TRANSFER_ENCODING, name)) {
          encodings++;
          encoding = value;
        }
      }
      case 18 -> oldWebSocket |= AsciiString.contentEqualsIgnoreCase(OLD_WEB_SOCKET, name);
      default -> {}
    }
  }

  private Optional<String> fault(HttpVersion version) {
    boolean current = version.equals(HttpVersion.HTTP_1_1);
    if (hosts > 1 || (hosts == 0 && current)) {
      return Optional.of("send one Host header, not " + hosts);
    }
    if (hosts == 1 && !isAuthority(host)) {
      return Optional.of("the Host header must be a host, or a host and a port");
    }
    if (lengths > 1 || (lengths == 1 && !isNumber(length))) {
      return Optional.of("send one Content-Length header, of digits only");
    }
    if (encodings > 0 && lengths > 0) {
      return Optional.of("send Content-Length or Transfer-Encoding, not both");
    }
    if (encodings > 0 && !current) {
      return Optional.of("Transfer-Encoding is for HTTP/1.1 only");
    }
    // Not trimmed: a value that was folded over two lines begins or ends with a blank.
    if (encodings > 1
        || (encodings == 1
            && !AsciiString.contentEqualsIgnoreCase(HttpHeaderValues.CHUNKED, encoding))) {
      return Optional.of("the one Transfer-Encoding that is read here is chunked");
    }
    // Netty takes eight bytes behind such a head for its body, and nobody else does.
    return oldWebSocket ? Optional.of("WebSockets are not spoken here") : Optional.empty();
  }

  private static boolean isNumber(CharSequence text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** {@code uri-host [ ":" port ]} of RFC 3986, without percent encoding. */
  private static boolean isAuthority(CharSequence text) {
    int end = hostEnd(text);
    if (end <= 0) {
      return false;
    }
    if (end == text.length()) {
      return true;
    }
    if (text.charAt(end) != ':' || text.length() - end > 6) {
      return false;
    }
    int port = 0;
    for (int i = end + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = port * 10 + c - '0';
    }
    return port <= 65535;
  }

  /** Where the host ends; 0 or less without a host. */
  private static int hostEnd(CharSequence text) {
    boolean literal = !text.isEmpty() && text.charAt(0) == '[';
    for (int i = literal ? 1 : 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (literal && c == ']') {
        return i > 1 ? i + 1 : 0;
      }
      if (!literal && c == ':') {
        return i;
      }
      if (!isHostCharacter(c) && !(literal && c == ':')) {
        return 0;
      }
    }
    return literal ? 0 : text.length();
  }

  private static boolean isHostCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~!$&'()*+;=".indexOf(c) >= 0;
  }
}
