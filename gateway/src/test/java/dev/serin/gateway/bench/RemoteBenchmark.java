package dev.serin.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.testing.SharedModels;
import dev.serin.worker.testing.SharedModels.Network;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What workers in other processes cost and give: the time that they add to one image, beside the
 * server that does all itself, and the images a second of two workers beside one, each kept on a
 * core of its own. Those that are compared take turns. Run it by {@code mvn -Pbench verify
 * -Dit.test=RemoteBenchmark}; the system properties bench.seconds, bench.warm-up-seconds,
 * bench.turns and bench.network say how long, how many and which.
 */
final class RemoteBenchmark {
  private static final int PHOTO_BYTES = 60_000;
  private static final OptionalInt ANY = OptionalInt.empty();

  private final double seconds = Integer.getInteger("bench.seconds", 6);
  private final double warmUpSeconds = Integer.getInteger("bench.warm-up-seconds", 60);
  private final int turns = Integer.getInteger("bench.turns", 7);
  private final String network = System.getProperty("bench.network", "mobilenetv2-nchw-1000-fp32");
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path folder;

  private record Latency(Pace alone, Pace remote) {}

  /** Images a second; CPU milliseconds of an image in workers, and in all that is beside them. */
  private record Throughput(Pace one, Pace two, double worker, double beside) {}

  @Test
  void addedTime() throws Exception {
    Path models = models();
    List<byte[]> photos =
        Photos.of500x375().stream()
            .filter(photo -> photo.length <= PHOTO_BYTES)
            // Behind the end of the file, where decoders do not look.
            .map(photo -> Arrays.copyOf(photo, PHOTO_BYTES))
            .toList();
    try (ServerProcess alone =
            ServerProcess.start(models, List.of("data.directory=" + folder.resolve("alone")));
        WorkersProcess remote =
            WorkersProcess.start(models, folder.resolve("remote"), List.of(ANY, ANY))) {
      for (byte[] photo : Photos.of500x375()) {
        assertThat(answer(remote.gateway(), photo)).isEqualTo(answer(alone, photo));
      }
      WarmUp.run(alone, warmUpSeconds);
      WarmUp.run(remote.gateway(), warmUpSeconds);
      ServerLoad aloneLoad = new ServerLoad(alone.address(), network);
      ServerLoad remoteLoad = new ServerLoad(remote.gateway().address(), network);
      aloneLoad.imagesPerSecond(photos, 1, seconds);
      remoteLoad.imagesPerSecond(photos, 1, seconds);
      List<Latency> all = new ArrayList<>();
      for (int turn = 0; turn < turns; turn++) {
        all.add(
            new Latency(
                aloneLoad.pace(photos, 1, seconds, alone::cpuMillis),
                remoteLoad.pace(photos, 1, seconds, remote::cpuMillis)));
      }
      System.out.printf(
          Locale.ROOT,
          "%s, %d photos of %d bytes, 1 connection, median (least to most) of %d turns:%n"
              + "  p50 ms: one process %.2f, two workers %.2f, added %s%n"
              + "  CPU ms of an image: one process %.2f, two workers %.2f, added %s%n",
          network,
          photos.size(),
          PHOTO_BYTES,
          turns,
          Turns.median(all, turn -> turn.alone().p50()),
          Turns.median(all, turn -> turn.remote().p50()),
          Turns.range(all, turn -> turn.remote().p50() - turn.alone().p50()),
          Turns.median(all, turn -> turn.alone().cpuMs()),
          Turns.median(all, turn -> turn.remote().cpuMs()),
          Turns.range(all, turn -> turn.remote().cpuMs() - turn.alone().cpuMs()));
    }
  }

  /**
   * Gateway and load generator share the two cores with the workers, and count against them: two
   * workers that take w of a core for an image, beside g for all else, give at most 2 w / (w + g)
   * times what one gives that has its core for itself.
   */
  @Test
  void throughput() throws Exception {
    Path models = models();
    List<byte[]> photos = Photos.of500x375();
    try (WorkersProcess one =
            WorkersProcess.start(models, folder.resolve("one"), List.of(OptionalInt.of(0)));
        WorkersProcess two =
            WorkersProcess.start(
                models, folder.resolve("two"), List.of(OptionalInt.of(0), OptionalInt.of(1)))) {
      WarmUp.run(one.gateway(), warmUpSeconds);
      WarmUp.run(two.gateway(), warmUpSeconds);
      ServerLoad oneLoad = new ServerLoad(one.gateway().address(), network);
      ServerLoad twoLoad = new ServerLoad(two.gateway().address(), network);
      oneLoad.imagesPerSecond(photos, 8, seconds);
      twoLoad.imagesPerSecond(photos, 8, seconds);
      List<Throughput> all = new ArrayList<>();
      for (int turn = 0; turn < turns; turn++) {
        Pace first = oneLoad.pace(photos, 8, seconds, one::workersCpuMillis);
        double before = Pace.cpuMillisOfThis() + two.gateway().cpuMillis();
        Pace second = twoLoad.pace(photos, 8, seconds, two::workersCpuMillis);
        double beside = Pace.cpuMillisOfThis() + two.gateway().cpuMillis() - before;
        all.add(
            new Throughput(first, second, second.cpuMs(), beside / (second.perSecond() * seconds)));
      }
      System.out.printf(
          Locale.ROOT,
          "%s, 500 x 375 photos, 8 connections, median (least to most) of %d turns:%n"
              + "  images/s: one worker %.1f, two workers %.1f, ratio %s%n"
              + "  CPU ms of an image: in a worker %.2f, beside it %.2f; the most that the cores"
              + " allow is %s%n",
          network,
          turns,
          Turns.median(all, turn -> turn.one().perSecond()),
          Turns.median(all, turn -> turn.two().perSecond()),
          Turns.range(all, turn -> turn.two().perSecond() / turn.one().perSecond()),
          Turns.median(all, Throughput::worker),
          Turns.median(all, Throughput::beside),
          Turns.range(all, turn -> 2 * turn.worker() / (turn.worker() + turn.beside())));
    }
  }

  private Path models() throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    Network wanted =
        Stream.concat(SharedModels.NETWORKS.stream(), Stream.of(SharedModels.RESNET50))
            .filter(each -> each.name().equals(network))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("bench.network: " + network));
    SharedModels.write(models, wanted, "1", Filter.LINEAR);
    WarmUp.addModel(models);
    return models;
  }

  /** All but the id, which is new each time. */
  private String answer(ServerProcess from, byte[] photo) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(from.address() + "/v1/models/" + network + "/classify?top=1000"))
            .header("Content-Type", "image/jpeg")
            .POST(BodyPublishers.ofByteArray(photo))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body().replaceFirst("\"prediction_id\":\"[^\"]*\"", "");
  }
}
