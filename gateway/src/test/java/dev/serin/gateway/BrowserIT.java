package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.serin.worker.testing.TestImages;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real browser, on a page of another origin: upload by fetch, show the image, read the result.
 */
final class BrowserIT {
  private static final String PAGE =
      """
      <!doctype html><title>shop</title><body><h1>A page of another origin</h1><pre id="said"></pre>
      <script>
        const serin = 'SERIN';
        const bytes = Uint8Array.from(atob('PNG'), c => c.charCodeAt(0));
        async function ask() {
          const form = new FormData();
          form.append('image', new Blob([bytes], {type: 'image/png'}), 'photo.png');
          const sent = await fetch(serin + '/v1/models/pets/classify',
              {method: 'POST', body: form, headers: {'Serin-Unit': 'somebody'}});
          const answer = await sent.json();
          const shown = document.createElement('img');
          shown.src = serin + answer.results[0].image.url;
          document.body.append(shown);
          await shown.decode();
          const result = await fetch(serin + answer.results[0].url);
          const again = await fetch(serin + answer.results[0].image.url,
              {headers: {Range: 'bytes=1-3'}});
          return {
            version: sent.headers.get('Serin-Model-Version'),
            width: shown.naturalWidth,
            label: (await result.json()).predictions[0].label,
            etag: result.headers.get('ETag'),
            part: await again.text(),
            range: again.headers.get('Content-Range')
          };
        }
        ask().catch(e => ({error: String(e)})).then(said => {
          document.getElementById('said').textContent = JSON.stringify(said, null, 1);
          return fetch('/said', {method: 'POST', body: JSON.stringify(said)});
        });
      </script>
      """;

  private final byte[] png = TestImages.encoded("png", TestImages.scene(160, 120, 1));
  private final CompletableFuture<String> said = new CompletableFuture<>();
  private final HttpServer shop;

  BrowserIT() throws IOException {
    shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    shop.start();
  }

  @AfterEach
  void close() {
    shop.stop(0);
  }

  @Test
  void page_ofAnAllowedOrigin_uploadsShowsAndReads(@TempDir Path data, @TempDir Path profile)
      throws Exception {
    try (TestGateway serin = new TestGateway(data, "cdn.allow-origin=" + origin() + ",http://x")) {
      JsonObject said = visit(serin, profile);
      assertThat(said.getString("error")).isNull();
      assertThat(said.getInteger("width")).isEqualTo(160);
      assertThat(said.getString("version")).isEqualTo("1");
      assertThat(said.getString("label")).isEqualTo("cat");
      assertThat(said.getString("etag")).matches("\"[0-9a-f]{64}\"");
      assertThat(said.getString("part")).isEqualTo("PNG");
      assertThat(said.getString("range")).isEqualTo("bytes 1-3/" + png.length);
    }
  }

  @Test
  void page_ofAnotherOrigin_mayNotRead(@TempDir Path data, @TempDir Path profile) throws Exception {
    try (TestGateway serin = new TestGateway(data)) {
      assertThat(visit(serin, profile).getString("error")).contains("Failed to fetch");
      assertThat(serin.inference.asked).as("the preflight ended it").hasValue(0);
    }
  }

  private String origin() {
    return "http://127.0.0.1:" + shop.getAddress().getPort();
  }

  /** What the page says of its visit, a minute at most. */
  private JsonObject visit(TestGateway serin, Path profile) throws Exception {
    String program = Varnish.find("chromium", "chromium");
    String page =
        PAGE.replace("SERIN", "http://127.0.0.1:" + serin.gateway.port())
            .replace("PNG", Base64.getEncoder().encodeToString(png));
    shop.createContext("/", exchange -> serve(exchange, page));
    Process browser =
        new ProcessBuilder(
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                origin() + "/")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new JsonObject(said.get(60, TimeUnit.SECONDS));
    } finally {
      end(browser);
    }
  }

  /** The browser's children write into its profile until they have ended too. */
  private static void end(Process browser) throws Exception {
    var all = browser.descendants().toList();
    browser.destroy();
    if (!browser.waitFor(10, TimeUnit.SECONDS)) {
      browser.destroyForcibly();
    }
    for (ProcessHandle child : all) {
      child.destroyForcibly();
      child.onExit().get(10, TimeUnit.SECONDS);
    }
  }

  private void serve(HttpExchange exchange, String page) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/said")) {
      said.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }
    byte[] body = page.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
