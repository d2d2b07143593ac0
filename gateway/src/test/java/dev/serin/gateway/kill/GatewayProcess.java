package dev.serin.gateway.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code serin serve}, or another command, in a process of its own, which can be killed. */
public final class GatewayProcess implements AutoCloseable {
  private static final String TOKEN = "the token of the kill test";
  private static final Path NATIVE = Path.of("target", "native").toAbsolutePath();
  private static final long READY_NS = Duration.ofSeconds(60).toNanos();

  private final HttpClient http;
  private final Path folder;
  private final Process process;
  private String address = "";
  private String management = "";

  private GatewayProcess(HttpClient http, Path folder, Process process) {
    this.http = http;
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts it, and does not wait.
   *
   * @param folder has the folder {@code models}; all that is written goes here
   * @param settings as {@code key=value}
   * @param environment settings that are no business of the process list
   */
  static GatewayProcess start(
      HttpClient http, Path folder, List<String> settings, Map<String, String> environment)
      throws IOException {
    return start("serve", http, folder, settings, environment);
  }

  /** The same for another command, {@code what}. */
  static GatewayProcess start(
      String what,
      HttpClient http,
      Path folder,
      List<String> settings,
      Map<String, String> environment)
      throws IOException {
    return start(List.of(), what, http, folder, settings, environment);
  }

  /**
   * The same by a program that becomes the JVM.
   *
   * @param launcher it and its arguments; what it is to run follows
   */
  public static GatewayProcess start(
      List<String> launcher,
      String what,
      HttpClient http,
      Path folder,
      List<String> settings,
      Map<String, String> environment)
      throws IOException {
    Path root = Path.of("..").toRealPath();
    // A process that is killed leaves its temporary files behind.
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    List<String> command = new ArrayList<>(launcher);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + temporary,
            "-Djava.library.path=" + NATIVE,
            "-Donnxruntime.native.path=" + NATIVE,
            "-Dorg.sqlite.lib.path=" + NATIVE,
            "-Dlogback.configurationFile=" + root.resolve("config/logback.xml"),
            "dev.serin.gateway.Main",
            what,
            "--config",
            root.resolve("config/serin.yaml").toString()));
    List<String> all =
        new ArrayList<>(
            List.of(
                "http.host=127.0.0.1",
                "http.port=0",
                "management.port=0",
                "management.token=" + TOKEN,
                "models.directory=" + folder.resolve("models"),
                "models.poll=50ms",
                "data.directory=" + folder.resolve("data")));
    all.addAll(settings);
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    // Not as an argument: ONNX Runtime 1.29.0 overflows its stack where /proc/self/cmdline is long.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("err").toFile()));
    return new GatewayProcess(http, folder, builder.start());
  }

  /** Waits until it answers and all models are loaded. */
  public GatewayProcess ready() throws IOException, InterruptedException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null && !line.startsWith("ready ")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new AssertionError("it did not start: " + errors());
    }
    address = line.split(" ")[1];
    management = line.replaceFirst(".* management ", "");
    long end = System.nanoTime() + READY_NS;
    while (manage("GET", "/health/ready", "nobody", BodyPublishers.noBody()).statusCode() != 200) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it does not become ready: " + errors());
      }
      LockSupport.parkNanos(5_000_000);
    }
    return this;
  }

  /** On the public port. */
  public HttpResponse<String> post(String path, String type, byte[] body, String unit)
      throws IOException, InterruptedException {
    return http.send(
        request(address + path)
            .header("Content-Type", type)
            .header("Serin-Unit", unit)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** On the public port. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(address + path).build(), BodyHandlers.ofString());
  }

  /** On the public port, byte for byte. */
  HttpResponse<byte[]> getBytes(String path) throws IOException, InterruptedException {
    return http.send(request(address + path).build(), BodyHandlers.ofByteArray());
  }

  /** On the management port, with its token. */
  HttpResponse<String> manage(String method, String path, String actor, BodyPublisher body)
      throws IOException, InterruptedException {
    return http.send(
        request(management + path)
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/yaml")
            .header("Serin-Actor", actor)
            .method(method, body)
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String uri) {
    return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(30));
  }

  /** SIGKILL: nothing of it runs any more. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("it cannot be killed");
    }
  }

  /** SIGTERM: it ends what it has under way. */
  public void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end");
    }
  }

  /** SIGSTOP: it stands still, with all its connections, until {@link #resume}. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("no SIG" + name + " for it");
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The end of its log. */
  public String errors() throws IOException {
    String text = Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - 4_000));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
