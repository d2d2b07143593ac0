package dev.serin.gateway.bench;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.image.TurboJpeg;
import dev.serin.worker.testing.SharedData;
import dev.serin.worker.testing.SharedModels;
import dev.serin.worker.testing.SharedModels.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What reduced decode of large photos brings, and what it changes. Two servers take turns: one
 * without libturbojpeg serves exact decode, one with it serves reduced decode of the same network.
 * And of all photos of the shared data, enlarged, the best labels by both are compared.
 *
 * <p>Run it by {@code mvn -Pbench verify -Dit.test=ReducedBenchmark}. The load generator is closed
 * and shares the cores.
 */
final class ReducedBenchmark {
  private static final String NETWORK = "squeezenet1.1-fp32";
  private static final String WITHOUT_LIBTURBOJPEG =
      "-Djna.nosys=true -Djna.nounpack=true -Djna.boot.library.path=/nowhere";
  private static final int CONNECTIONS = 8;

  private final double seconds = Integer.getInteger("bench.seconds", 6);
  private final double warmUpSeconds = Integer.getInteger("bench.warm-up-seconds", 30);
  private final int turns = Integer.getInteger("bench.turns", 5);

  private record Turn(Pace exact, Pace reduced) {
    double rate() {
      return reduced.perSecond() / exact.perSecond();
    }

    double cpu() {
      return reduced.cpuMs() / exact.cpuMs();
    }
  }

  @Test
  void compareServers(@TempDir Path folder) throws Exception {
    OpenCv.load();
    List<byte[]> photos =
        Photos.of500x375().stream().map(photo -> Photos.enlarged(photo, 1920, 1440)).toList();
    Path exact = write(folder.resolve("exact"), NETWORK, photos, false);
    Path reduced = write(folder.resolve("reduced"), NETWORK, photos, true);
    try (ServerProcess plain = ServerProcess.start(exact, data(folder, "a"), WITHOUT_LIBTURBOJPEG);
        ServerProcess fast = ServerProcess.start(reduced, data(folder, "b"))) {
      ServerLoad loadPlain = new ServerLoad(plain.address(), NETWORK);
      ServerLoad loadFast = new ServerLoad(fast.address(), NETWORK);
      for (ServerProcess server : List.of(plain, fast)) {
        WarmUp.run(server, warmUpSeconds);
      }
      loadPlain.imagesPerSecond(photos, CONNECTIONS, seconds);
      loadFast.imagesPerSecond(photos, CONNECTIONS, seconds);
      List<Turn> all = new ArrayList<>();
      for (int turn = 0; turn < turns; turn++) {
        all.add(
            new Turn(
                loadPlain.pace(photos, CONNECTIONS, seconds, plain::cpuMillis),
                loadFast.pace(photos, CONNECTIONS, seconds, fast::cpuMillis)));
      }
      System.out.printf(
          Locale.ROOT,
          "%s, 1920x1440, %d connections: exact by OpenCV %.1f images/s, %.1f CPU ms;"
              + " reduced %.1f images/s, %.1f CPU ms; ratios %s, %s%n",
          NETWORK,
          CONNECTIONS,
          Turns.median(all, turn -> turn.exact().perSecond()),
          Turns.median(all, turn -> turn.exact().cpuMs()),
          Turns.median(all, turn -> turn.reduced().perSecond()),
          Turns.median(all, turn -> turn.reduced().cpuMs()),
          Turns.range(all, Turn::rate),
          Turns.range(all, Turn::cpu));
    }
  }

  @Test
  void compareLabels(@TempDir Path folder) throws Exception {
    OpenCv.load();
    List<byte[]> photos = all();
    for (Network network : SharedModels.NETWORKS) {
      List<byte[]> golden = List.of(Photos.enlarged(photos.get(0), 1920, 1440));
      Path root = folder.resolve(network.name());
      Path exact = write(root.resolve("exact"), network.name(), golden, false);
      Path reduced = write(root.resolve("reduced"), network.name(), golden, true);
      try (BareLoop one = loop(exact.resolve(network.name()));
          BareLoop other = loop(reduced.resolve(network.name()))) {
        compare(network.name(), photos, 1920, 1440, one, other);
        compare(network.name(), photos, 4000, 3000, one, other);
      }
    }
  }

  private static void compare(
      String what, List<byte[]> photos, int width, int height, BareLoop exact, BareLoop reduced) {
    int same = 0;
    for (byte[] photo : photos) {
      byte[] large = Photos.enlarged(photo, width, height);
      same += exact.best(large) == reduced.best(large) ? 1 : 0;
    }
    System.out.printf(
        "%s, %d x %d: %d of %d photos have the same best label%n",
        what, width, height, same, photos.size());
  }

  private static BareLoop loop(Path model) throws IOException {
    return new BareLoop(model.resolve("1"), () -> new ImageDecoder(50_000_000, TurboJpeg.load()));
  }

  private static List<byte[]> all() throws IOException {
    List<byte[]> photos = new ArrayList<>();
    for (String folder : List.of("data/photos", "data/photos-apache")) {
      try (Stream<Path> files = Files.list(SharedData.require(folder))) {
        for (Path file : files.sorted().toList()) {
          if (file.toString().toLowerCase(Locale.ROOT).matches(".*\\.jpe?g")) {
            photos.add(Files.readAllBytes(file));
          }
        }
      }
    }
    return photos;
  }

  private static List<String> data(Path folder, String name) {
    return List.of("data.directory=" + folder.resolve(name));
  }

  /** A models folder with {@code network} in it; what is reduced is proven on the first photos. */
  private static Path write(Path root, String name, List<byte[]> photos, boolean reduced)
      throws IOException {
    Network network =
        SharedModels.NETWORKS.stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    SharedModels.write(Files.createDirectories(root), network, "1", Filter.AREA);
    WarmUp.addModel(root);
    if (reduced) {
      Path version = root.resolve(name).resolve("1");
      Path golden = Files.createDirectories(version.resolve("golden"));
      Files.write(golden.resolve("photo.jpg"), photos.get(0));
      Files.writeString(
          golden.resolve("golden.json"),
          "{\"tolerance\":0.001,\"reduced-tolerance\":0.2,\"images\":[{\"file\":\"photo.jpg\"}]}");
      Path manifest = version.resolve("manifest.yaml");
      String text = Files.readString(manifest);
      Files.writeString(
          manifest,
          text.replaceFirst("decode: \"?exact\"?", "decode: reduced") + "golden: golden\n");
    }
    return root;
  }
}
