package dev.serin.gateway.bench;

import dev.serin.worker.testing.TestImages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tiny new images over pipelined connections while a version comes and goes, and what the process
 * holds meanwhile: resident memory, native memory as the JVM counts it, direct buffers, file
 * descriptors. Prints the slope of each over the second half, with its noise. The heap is fixed and
 * touched at the start, so that none of the growth is its own. Run it by {@code mvn -Pbench verify
 * -Dit.test=SoakBenchmark}; the system properties bench.requests and bench.swaps say how much.
 */
final class SoakBenchmark {
  private static final int CONNECTIONS = 32;
  private static final int PIPELINED = 4;
  private static final int SAMPLES = 200;
  private static final long SECOND_NS = 1_000_000_000;
  private static final double MIB = 1 << 20;
  private static final String MODEL = "fashion";
  private static final Pattern COMMITTED = Pattern.compile("Total: .*committed=(\\d+)KB");

  private final long requests = Long.getLong("bench.requests", 1_000_000);
  private final int swaps = Integer.getInteger("bench.swaps", 1_000);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicLong serial = new AtomicLong(System.nanoTime());
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong good = new AtomicLong();
  private final AtomicLong swapped = new AtomicLong();
  private final Map<String, List<double[]>> samples = new LinkedHashMap<>();

  @Test
  void soak(@TempDir Path folder) throws Exception {
    Path models = Files.createDirectories(folder.resolve("models"));
    Path fashion = models.resolve(MODEL);
    Path original = Path.of("..", "models", MODEL);
    copy(original.resolve("2"), fashion.resolve("2"));
    Files.writeString(fashion.resolve("model.yaml"), "stable: \"2\"\n");
    try (ServerProcess server =
        ServerProcess.start(
            models,
            List.of(
                "data.directory=" + folder.resolve("data"),
                "models.poll=50ms",
                // Full early, so that what still grows is no cache.
                "images.memory=8MiB",
                "images.files=20000",
                "results.entries=10000"),
            "-Xms512m -Xmx512m -XX:+AlwaysPreTouch -XX:NativeMemoryTracking=summary")) {
      long begin = System.nanoTime();
      Threads.run(
          CONNECTIONS + 2,
          thread -> {
            if (thread == 0) {
              watch(server);
            } else if (thread == 1) {
              swap(server, original.resolve("2"), fashion, folder.resolve("new"));
            } else {
              load(server);
            }
          });
      report((System.nanoTime() - begin) / 1e9);
    }
  }

  private boolean isOver() {
    return sent.get() >= requests && swapped.get() >= swaps;
  }

  private void load(ServerProcess server) throws IOException {
    byte[] image = TestImages.plain(0x406080);
    try (Pipelined connection = new Pipelined(server.address(), MODEL, image, serial)) {
      while (!isOver()) {
        sent.addAndGet(PIPELINED);
        good.addAndGet(connection.send(PIPELINED));
      }
    }
  }

  /** Each version has a name of its own, as Serin wants it, and answers once. */
  private void swap(ServerProcess server, Path version, Path model, Path staging) throws Exception {
    byte[] image = TestImages.plain(0x604020);
    for (int i = 0; i < swaps; i++) {
      String name = "soak-" + i;
      copy(version, staging);
      Files.move(staging, model.resolve(name));
      try (Pipelined connection = new Pipelined(server.address(), MODEL, image, serial)) {
        await(() -> connection.send(1, "Serin-Model-Version: " + name) == 1);
        remove(model.resolve(name));
        await(() -> connection.send(1, "Serin-Model-Version: " + name) == 0);
      }
      swapped.incrementAndGet();
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + 60 * SECOND_NS;
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IOException("a version neither came nor went within a minute");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private void watch(ServerProcess server) throws Exception {
    for (double done = 0; !isOver(); done = progress()) {
      sample(server);
      double next = Math.min(1, done + 1.0 / SAMPLES);
      while (!isOver() && progress() < next) {
        LockSupport.parkNanos(100_000_000);
      }
    }
    sample(server);
  }

  private double progress() {
    double byRequests = requests == 0 ? 1 : (double) sent.get() / requests;
    return Math.min(byRequests, swaps == 0 ? 1 : (double) swapped.get() / swaps);
  }

  private void sample(ServerProcess server) throws Exception {
    long pid = server.process().pid();
    add("resident memory, MiB", ProcessStatus.residentBytes(pid) / MIB);
    nativeKib(pid).ifPresent(kib -> add("native memory (NMT committed), MiB", kib / 1024.0));
    String metrics = get(server.management() + "/metrics");
    add(
        "direct buffers (JDK), MiB",
        sum(metrics, "jvm_buffer_memory_used_bytes\\{id=\"direct\"") / MIB);
    add(
        "direct buffers (Netty), MiB",
        sum(metrics, "\\w*allocator_memory_used\\w*\\{[^}]*direct") / MIB);
    add("file descriptors", (double) ProcessStatus.descriptors(pid));
    System.out.printf(
        Locale.ROOT, "%d requests, %d swaps: %s%n", sent.get(), swapped.get(), latest());
  }

  private void add(String what, double value) {
    samples.computeIfAbsent(what, any -> new ArrayList<>()).add(new double[] {sent.get(), value});
  }

  private String latest() {
    StringBuilder text = new StringBuilder();
    samples.forEach(
        (what, points) ->
            text.append(
                String.format(Locale.ROOT, "%s %.1f; ", what, points.get(points.size() - 1)[1])));
    return text.toString();
  }

  private static OptionalLong nativeKib(long pid) throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(jcmd, Long.toString(pid), "VM.native_memory", "summary")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher total = COMMITTED.matcher(said);
    return total.find() ? OptionalLong.of(Long.parseLong(total.group(1))) : OptionalLong.empty();
  }

  /** Of all lines of the metrics that begin so. */
  private static double sum(String metrics, String pattern) {
    Pattern line = Pattern.compile("^" + pattern + ".* ([0-9.E+]+)$", Pattern.MULTILINE);
    double sum = 0;
    for (Matcher found = line.matcher(metrics); found.find(); ) {
      sum += Double.parseDouble(found.group(1));
    }
    return sum;
  }

  private String get(String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
        .body();
  }

  private void report(double seconds) {
    System.out.printf(
        Locale.ROOT,
        "%d requests (%d answered 200, %.0f/s) and %d swaps in %.0f s%n",
        sent.get(),
        good.get(),
        sent.get() / seconds,
        swapped.get(),
        seconds);
    boolean flat = true;
    for (Map.Entry<String, List<double[]>> entry : samples.entrySet()) {
      Trend trend = Trend.of(entry.getValue());
      flat &= trend.isFlat();
      System.out.println("  " + entry.getKey() + ": " + trend.text(1, "requests"));
    }
    System.out.println(flat ? "verdict: flat" : "verdict: something grows");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
