package dev.serin.gateway.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A server.
 *
 * @param name how it is called in tables
 * @param headers lines of every request
 */
record Target(String name, String host, int port, String authority, List<String> headers) {
  private static final int HTTP = 80;

  /**
   * @throws IllegalArgumentException if {@code url} is not {@code http://HOST[:PORT]}, or a header
   *     is none; the message is for people
   */
  static Target of(String name, URI url, List<String> headers) {
    if (!"http".equals(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "'%s' is no address of a server: write http://HOST:PORT.".formatted(url));
    }
    for (String header : headers) {
      if (!header.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\\r\\n]*")) {
        throw new IllegalArgumentException(
            "'%s' is no header: write 'NAME: VALUE'.".formatted(header));
      }
    }
    int port = url.getPort() < 0 ? HTTP : url.getPort();
    String host = url.getHost().replaceAll("[\\[\\]]", "");
    return new Target(name, host, port, url.getAuthority(), List.copyOf(headers));
  }

  /** The head of a request, as it goes over the wire. */
  byte[] head(String method, String path, String... more) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(authority).append("\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    for (String header : more) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
