package dev.serin.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class RolloutCommandIT {
  private static final String ID = "fashion-2-7f3a9c01";
  private static final String ONE = "/v1/rollouts/" + ID;

  private final FakeManagement server = new FakeManagement();
  private final Path home;
  private final Map<String, String> environment =
      new HashMap<>(Map.of(Token.VARIABLE, "secret", "LANG", "C.UTF-8"));
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Duration> slept = new ArrayList<>();
  private InputStream in = InputStream.nullInputStream();
  private boolean terminal;

  RolloutCommandIT(@TempDir Path home) throws IOException {
    this.home = home;
    server.on("GET /v1/rollouts", 200, Golden.answer("rollouts"));
    server.on("GET " + ONE, 200, Golden.answer("progressing"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void start_planFromFile_sentAsItIsAndShown() throws IOException {
    server.on("POST /v1/rollouts", 201, Golden.answer("progressing"));
    Path plan = Files.writeString(home.resolve("plan.yaml"), "model: fashion # é\n");
    assertThat(run("start", "-f", plan.toString(), "--actor", "anna")).isZero();
    FakeManagement.Asked asked = server.asked().get(0);
    assertThat(asked.body()).isEqualTo("model: fashion # é\n");
    assertThat(asked.type()).isEqualTo("application/yaml");
    assertThat(asked.actor()).isEqualTo("anna");
    assertThat(asked.token()).isEqualTo("Bearer secret");
    assertThat(out()).contains("fashion 1 → 2").contains("rollout watch");
  }

  @Test
  void start_planFromInputOrJsonFile_sent() throws IOException {
    server.on("POST /v1/rollouts", 201, Golden.answer("progressing"));
    in = new ByteArrayInputStream("model: x".getBytes(StandardCharsets.UTF_8));
    assertThat(run("start", "-f", "-")).isZero();
    Path plan = Files.writeString(home.resolve("plan.JSON"), "{}");
    assertThat(run("start", "-f", plan.toString())).isZero();
    assertThat(server.asked().get(0).body()).isEqualTo("model: x");
    assertThat(server.asked().get(1).type()).isEqualTo("application/json");
  }

  @Test
  void list_andStatus_asInTheGoldenFiles() throws IOException {
    assertThat(run("list")).isZero();
    Golden.check("rollouts", out());
    out.reset();
    assertThat(run("status")).isZero();
    Golden.check("status-progressing", out());
  }

  @Test
  void everyCommand_json_theAnswerAsItCame() throws IOException {
    server.on("GET " + ONE + "/replay", 200, "{ \"same\":true,\"x\":1.50 }");
    assertThat(run("replay", "--json")).isZero();
    assertThat(out()).isEqualToIgnoringNewLines("{ \"same\":true,\"x\":1.50 }");
    out.reset();
    assertThat(run("status", ID, "--json")).isZero();
    assertThat(out().strip()).isEqualTo(Golden.answer("progressing").strip());
  }

  @ParameterizedTest
  @CsvSource({
    "pause,'Paused fashion-2-7f3a9c01: step 2, 5 % of the traffic goes to version 2.'",
    "resume,'Resumed fashion-2-7f3a9c01: step 2, 5 % of the traffic goes to version 2.'",
    "promote,'Promoted fashion-2-7f3a9c01: version 2 answers all traffic of fashion.'",
    "abort,'Aborted fashion-2-7f3a9c01: version 1 answers all traffic of fashion.'"
  })
  void order_noId_goesToTheRunningOneAndSaysWhatItDid(String verb, String said) {
    server.on("POST " + ONE + "/" + verb, 200, Golden.answer("progressing"));
    assertThat(run(verb)).isZero();
    assertThat(out()).isEqualToIgnoringNewLines(said);
    assertThat(server.asked().get(1).actor()).isEqualTo("j?rg");
  }

  @Test
  void promote_force_wantsAReasonAndSendsBoth() {
    server.on("POST " + ONE + "/promote", 200, Golden.answer("progressing"));
    assertThat(run("promote", "--force")).isEqualTo(2);
    assertThat(err()).contains("--reason");
    assertThat(run("promote", "--reason", "demo")).isEqualTo(2);
    assertThat(run("promote", ID, "--force", "--reason", "demo at nine")).isZero();
    assertThat(server.asked().get(0).body())
        .isEqualTo("{\"force\":true,\"reason\":\"demo at nine\"}");
  }

  @Test
  void id_noneRunning_ordersRefuseAndStatusTakesTheNewest() throws IOException {
    try (FakeManagement quiet = new FakeManagement()) {
      JsonArray all = new JsonObject(Golden.answer("rollouts")).getJsonArray("rollouts");
      all.remove(0);
      quiet.on("GET /v1/rollouts", 200, new JsonObject().put("rollouts", all).encode());
      quiet.on("GET /v1/rollouts/fashion-3-00aa11bb", 200, Golden.answer("aborted"));
      assertThat(run("abort", "--url", quiet.url())).isEqualTo(1);
      assertThat(err()).contains("No rollout is running").contains("rollout list");
      assertThat(run("status", "--url", quiet.url())).isZero();
      assertThat(out()).contains("aborted: errors shows harm");
    }
  }

  @Test
  void id_severalRunningOrNone_saysWhich() throws IOException {
    try (FakeManagement busy = new FakeManagement();
        FakeManagement empty = new FakeManagement()) {
      busy.on(
          "GET /v1/rollouts",
          200,
          "{\"rollouts\":[{\"id\":\"a-1\",\"phase\":\"paused\"},{\"id\":\"b-1\",\"phase\":\"holding\"}]}");
      busy.on("GET /v1/rollouts/a-1", 200, Golden.answer("holding"));
      assertThat(run("pause", "--url", busy.url())).isEqualTo(1);
      assertThat(err()).contains("name one of them: a-1, b-1.");
      assertThat(run("status", "--url", busy.url())).isZero();
      empty.on("GET /v1/rollouts", 200, "{\"rollouts\":[]}");
      assertThat(run("explain", "--url", empty.url())).isEqualTo(1);
      assertThat(err()).contains("There is no rollout yet");
    }
  }

  @Test
  void explainReplayPlan_answers_printedWithTheirStatus() throws IOException {
    server.on("GET " + ONE + "/explanation", 200, Golden.answer("explanation"));
    server.on("GET " + ONE + "/replay", 200, "{\"same\":false,\"differs_at\":4,\"verdict\":\"x\"}");
    server.on("POST /v1/rollout-plans", 200, Golden.answer("plan"));
    server.on("POST /v1/rollout-plans", 422, Golden.answer("plan-undecidable"));
    assertThat(run("explain")).isZero();
    Golden.check("explanation", out());
    assertThat(run("replay")).isEqualTo(1);
    assertThat(out()).contains("something else from change 4 on");
    out.reset();
    assertThat(run("plan", "-f", "-")).isZero();
    Golden.check("plan", out());
    out.reset();
    assertThat(run("plan", "-f", "-")).isEqualTo(1);
    Golden.check("plan-undecidable", out());
  }

  @Test
  void usage_span_askedForAndShown() throws IOException {
    server.on(
        "GET /v1/usage?from=2026-11-23T14%3A00%3A00Z&model=a%20b", 200, Golden.answer("usage"));
    assertThat(usage("--from", "2026-11-23T14:00:00Z", "--model", "a b")).isZero();
    Golden.check("usage", out());
    assertThat(usage("--from", "yesterday")).isEqualTo(2);
    assertThat(usage("--from", "2026-11-23T14:00:00Z", "--to", "2026-11-23T14:00:00Z"))
        .isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "401 | unauthorized    | The token came from SERIN_MANAGEMENT_TOKEN.",
        "404 | unknown-rollout | ./serin rollout list shows",
        "404 | not-found       | the management port of this server",
        "409 | illegal-command | ./serin rollout status shows",
        "422 | bad-plan        | Correct the plan",
        "503 | storage         | Try again in 7 s",
        "500 | internal        | in the server's log"
      })
  void refusal_everyStatus_saysWhatToDo(int status, String code, String advice) {
    server.on("POST " + ONE + "/pause", status, FakeManagement.problem(status, code, "why"));
    assertThat(run("pause", ID)).isEqualTo(1);
    assertThat(err())
        .startsWith("The server answers " + status + ": A title (why).")
        .contains(advice)
        .doesNotContain("secret");
  }

  @Test
  void server_absentOrAnother_oneSentence() {
    assertThat(run("list", "--url", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(err()).contains("Nothing answers").contains("./serin serve");
    err.reset();
    server.on("GET /v1/rollouts/html", 200, "<html>");
    assertThat(run("status", "html")).isEqualTo(1);
    assertThat(err()).contains("is not Serin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nope",
        "start",
        "start -f absent.yaml",
        "status --url no-scheme",
        "status a b",
        "list --token-file absent",
        "list --token two\u00a0words",
        "list --actor é"
      })
  void misuse_anyKind_ends2(String arguments) {
    assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
    assertThat(err()).isNotEmpty();
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void token_optionThenFileThenEnvironmentThenDataFolder() throws IOException {
    Path file = Files.writeString(home.resolve("t"), "from-file\n");
    Files.createDirectories(home.resolve("data"));
    Files.writeString(home.resolve("data/management.token"), "from-data\n");
    run("list", "--token", "from-option", "--token-file", file.toString());
    run("list", "--token-file", file.toString());
    run("list");
    environment.remove(Token.VARIABLE);
    run("list");
    assertThat(server.asked().stream().map(FakeManagement.Asked::token))
        .containsExactly(
            "Bearer from-option", "Bearer from-file", "Bearer secret", "Bearer from-data");
  }

  @Test
  void token_nowhere_saysWhereOneIsMade() {
    environment.remove(Token.VARIABLE);
    assertThat(run("list")).isEqualTo(1);
    assertThat(err()).contains("management.token").contains("first start");
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void watch_serverRestarts_goesOnBehindTheLastEventAndEndsWith0() {
    serveRestart("promoted");
    assertThat(run("watch")).isZero();
    assertThat(out().lines().filter(line -> line.startsWith("11-23")))
        .hasSize(4)
        .doesNotHaveDuplicates()
        .last()
        .asString()
        .contains("promoted");
    assertThat(err()).contains("503").contains("Next try in 500 ms").contains("The server is back");
    assertThat(slept)
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(500));
    assertThat(lastIds()).containsExactly("", "2", "2", "2");
  }

  @Test
  void watch_aborted_endsWith1() {
    serveRestart("aborted");
    assertThat(run("watch", ID)).isEqualTo(1);
  }

  @Test
  void watch_terminal_drawsOverAndKeepsTheEnd() {
    terminal = true;
    serveRestart("promoted");
    assertThat(run("watch")).isZero();
    assertThat(out()).contains("\033[K").contains("━").endsWith("\033[J\033[?7h");
    String last = out().substring(out().lastIndexOf("\033[?7l"));
    assertThat(last).contains("promoted").contains("16:40:10").doesNotContain("Next try");
  }

  @Test
  void watch_json_oneLineForEachThing() {
    serveRestart("promoted");
    assertThat(run("watch", "--json")).isZero();
    assertThat(out().lines().map(JsonObject::new).filter(o -> o.containsKey("seq"))).hasSize(4);
  }

  @Test
  void watch_serverStaysAway_givesUp() {
    server.on("GET " + ONE + "/events", 503, FakeManagement.problem(503, "closing", "later"));
    assertThat(run("watch")).isEqualTo(1);
    assertThat(slept).hasSize(32);
    assertThat(err()).contains("No use in trying on");
  }

  @Test
  void watch_tokenNoLongerTaken_endsAtOnce() {
    server.on("GET " + ONE + "/events", 401, FakeManagement.problem(401, "unauthorized", "no"));
    assertThat(run("watch")).isEqualTo(1);
    assertThat(slept).isEmpty();
  }

  /** Two events and a cut third one; a refusal; a status without an id; a status and the rest. */
  private void serveRestart(String end) {
    List<JsonObject> events =
        new JsonObject(Golden.answer("events"))
            .getJsonArray("events").stream().map(JsonObject.class::cast).toList();
    String status = "event: status\ndata: %s\n\n".formatted(Golden.facts("progressing").json());
    server.onStream(
        "GET " + ONE + "/events",
        change(events.get(0)) + ": beat\n\n" + change(events.get(1)) + status + "id: 3\ndata: {");
    server.on("GET " + ONE + "/events", 503, FakeManagement.problem(503, "closing", "bye"));
    server.onStream("GET " + ONE + "/events", status);
    server.onStream(
        "GET " + ONE + "/events",
        status + change(events.get(2)) + change(events.get(3).copy().put("to", end)));
    // Asked for at first, and when each of the first streams has ended: it goes on. Then it is
    // over.
    server.on("GET " + ONE, 200, Golden.answer("progressing"));
    server.on("GET " + ONE, 200, Golden.answer("progressing"));
    server.on("GET " + ONE, 200, Golden.answer(end));
  }

  private static String change(JsonObject event) {
    return "id: %d\nevent: change\ndata: %s\n\n".formatted(event.getInteger("seq"), event);
  }

  private List<String> lastIds() {
    return server.asked().stream()
        .filter(asked -> asked.what().endsWith("/events"))
        .map(FakeManagement.Asked::lastId)
        .toList();
  }

  private int run(String... arguments) {
    return execute(RolloutCommand.in(shell(), slept::add), arguments);
  }

  private int usage(String... arguments) {
    return execute(new CommandLine(new UsageCommand(shell())), arguments);
  }

  private int execute(CommandLine command, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    if (!all.isEmpty() && !all.contains("--url") && !all.contains("nope")) {
      all.add("--url");
      all.add(server.url());
    }
    return command
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .execute(all.toArray(String[]::new));
  }

  private Shell shell() {
    PrintStream printOut = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream printErr = new PrintStream(err, true, StandardCharsets.UTF_8);
    environment.put("NO_COLOR", "1");
    return new Shell(in, printOut, printErr, environment, home, "jörg", terminal, ZoneOffset.UTC);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
