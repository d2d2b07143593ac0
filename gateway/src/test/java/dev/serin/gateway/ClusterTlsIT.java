package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serin.gateway.config.ConfigLoader;
import dev.serin.gateway.config.GatewayConfig;
import dev.serin.worker.api.VersionInfo.State;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TestImages;
import dev.serin.worker.testing.TinyGraph;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A gateway and a worker whose event bus uses TLS, and one whose certificate nobody trusts. */
final class ClusterTlsIT {
  private static final Duration MOST = Duration.ofSeconds(60);

  /** First byte of a TLS alert. */
  private static final int ALERT = 21;

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Node> nodes = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();
  private final Logger root = (Logger) LoggerFactory.getLogger("io.vertx");

  private final Path folder;
  private List<Integer> ports = List.of();

  ClusterTlsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void prepare() throws IOException {
    log.list = logged;
    log.start();
    root.addAppender(log);
    List<ServerSocket> free = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      free.add(new ServerSocket(0));
    }
    ports = free.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : free) {
      socket.close();
    }
  }

  @AfterEach
  void close() {
    root.detachAppender(log);
    Future.join(nodes.stream().map(node -> node.vertx().close()).toList()).await();
  }

  private static boolean isReady(Gateway gateway) {
    return gateway
        .catalog()
        .model("m")
        .flatMap(model -> model.version("1"))
        .filter(version -> version.state() == State.READY)
        .isPresent();
  }

  @Test
  void tls_ofOneAuthority_answersAndHearsNobodyElse() throws Exception {
    Certificates ours = Certificates.make(folder.resolve("ours"));
    Certificates theirs = Certificates.make(folder.resolve("theirs"));
    WorkerNode worker = WorkerNode.start(node(0, "worker", ours.settings())).await();
    List<String> settings = new ArrayList<>(ours.settings());
    settings.addAll(List.of("cluster.workers=remote", "cluster.port=" + ports.get(3)));
    Node node = node(1, "gateway", settings);
    Gateway gateway = Gateway.start(node.vertx(), node.config(), node.registry()).await();
    await(MOST, () -> isReady(gateway));
    assertThat(answer(gateway, 1)).isEqualTo("red");
    assertThat(speaksTls(ports.get(3))).isTrue();

    Node stranger = node(2, "stranger", theirs.trusting(ours).settings());
    node.vertx()
        .eventBus()
        .consumer("open@" + node.id(), message -> message.reply("heard"))
        .completion()
        .await();
    stranger
        .vertx()
        .eventBus()
        .consumer("trap@" + stranger.id(), message -> message.reply("took"))
        .completion()
        .await();
    assertThatThrownBy(() -> ask(stranger, "open@" + node.id())).hasMessageContaining("Timed out");
    assertThatThrownBy(() -> ask(node, "trap@" + stranger.id())).hasMessageContaining("Timed out");
    assertThat(logged)
        .anySatisfy(
            event -> assertThat(event.getFormattedMessage()).contains("certificate_unknown"));
    assertThat(answer(gateway, 2)).isEqualTo("red");
    gateway.drain().await();
    worker.drain().await();
  }

  @Test
  void join_aKeyThatIsNone_saysWhatIsWrong() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "no key\n");
    Certificates ours = Certificates.make(folder.resolve("ours"));
    assertThatThrownBy(
            () ->
                node(
                    0,
                    "worker",
                    List.of(
                        "cluster.certificate=" + ours.certificate(),
                        "cluster.key=" + empty,
                        "cluster.trust=" + ours.trust())))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("cluster.key")
        .hasMessageContaining("BEGIN PRIVATE KEY");
  }

  private static void ask(Node node, String address) {
    node.vertx()
        .eventBus()
        .request(address, "?", new DeliveryOptions().setSendTimeout(3_000))
        .await();
  }

  /** An event bus without TLS waits for as many bytes as {@code GET } says, taken as a number. */
  private static boolean speaksTls(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) MOST.toMillis());
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      int first = socket.getInputStream().read();
      return first == ALERT || first < 0;
    }
  }

  private Node node(int port, String name, List<String> more) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    ModelFolders models = new ModelFolders(Files.createDirectories(own.resolve("models")));
    models.write("m", "1", TinyGraph.rgb());
    Map<String, String> set = new LinkedHashMap<>();
    set.put("http.host", "127.0.0.1");
    set.put("http.port", "0");
    set.put("management.port", "0");
    set.put("models.directory", own.resolve("models").toString());
    set.put("data.directory", own.resolve("data").toString());
    set.put("cluster.name", folder.getFileName().toString());
    set.put("cluster.member-port", String.valueOf(ports.get(port)));
    set.put(
        "cluster.members",
        String.join(" ", ports.stream().limit(3).map(each -> "127.0.0.1:" + each).toList()));
    for (String setting : more) {
      String[] keyAndValue = setting.split("=", 2);
      set.put(keyAndValue[0], keyAndValue[1]);
    }
    Function<Vertx, GatewayConfig> settings =
        vertx ->
            ConfigLoader.load(vertx, Path.of("..", "config", "serin.yaml"), Map.of(), set).await();
    Node node = set.containsKey("cluster.workers") ? Node.start(settings) : Node.join(settings);
    nodes.add(node);
    return node;
  }

  private String answer(Gateway gateway, int number) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.port() + "/v1/models/m/classify"))
            .header("Content-Type", "image/png")
            .timeout(MOST)
            .POST(BodyPublishers.ofByteArray(TestImages.plain(0xff0000 | number)))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return TestGateway.best(new JsonObject(response.body()), 0).getString("label");
  }
}
