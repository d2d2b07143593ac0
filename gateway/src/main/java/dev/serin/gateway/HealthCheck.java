package dev.serin.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Map;

/**
 * Asks the server in the same container whether traffic may come. A program of its own, of the JDK
 * alone: it runs every few seconds, and to start it must cost next to nothing.
 */
public final class HealthCheck {
  private static final int MILLIS_MAX = 3_000;

  private HealthCheck() {}

  /** Ends with 0 where the server is ready, else with 1. The argument is the port that ships. */
  public static void main(String[] arguments) {
    System.exit(run(Integer.parseInt(arguments[0]), System.getenv(), System.out));
  }

  /**
   * The exit status.
   *
   * @param port of the management port, where {@code environment} does not name another
   */
  static int run(int port, Map<String, String> environment, PrintStream out) {
    String host = environment.getOrDefault("SERIN_MANAGEMENT_HOST", "");
    if (host.isEmpty() || host.equals("0.0.0.0") || host.equals("::")) {
      host = "127.0.0.1";
    }
    String where = environment.getOrDefault("SERIN_MANAGEMENT_PORT", Integer.toString(port));
    try {
      int status = ask(new URL("http", host, Integer.parseInt(where), "/health/ready"));
      out.println(status == 200 ? "ready" : "not ready: status " + status);
      return status == 200 ? 0 : 1;
    } catch (IOException e) {
      out.println("Nothing answers at " + host + ":" + where + ": " + e.getMessage());
      return 1;
    }
  }

  private static int ask(URL url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setConnectTimeout(MILLIS_MAX);
    connection.setReadTimeout(MILLIS_MAX);
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }
}
