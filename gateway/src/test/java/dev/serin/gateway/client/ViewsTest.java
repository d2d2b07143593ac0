package dev.serin.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ViewsTest {
  private static final Look UNICODE = new Look(100, 50, false, true);
  private static final Look ASCII = new Look(100, 50, false, false);
  private static final Look COLOUR = new Look(120, 50, true, true);

  @ParameterizedTest
  @ValueSource(strings = {"progressing", "holding", "aborted", "promoted"})
  void status_everyPhase_golden(String phase) throws IOException {
    Facts rollout = Golden.facts(phase);
    Golden.check("status-" + phase, rollout(UNICODE, false, rollout));
  }

  @Test
  void status_ascii_golden() throws IOException {
    String text = rollout(ASCII, true, Golden.facts("progressing"));
    assertThat(text).matches("\\p{ASCII}*");
    Golden.check("watch-ascii", text);
  }

  @Test
  void watch_barsInColour_golden() throws IOException {
    Golden.check("watch-colour", rollout(COLOUR, true, Golden.facts("holding")));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 96, 100, 140, 400})
  void watch_anyWidth_noLineIsLonger(int width) {
    Look look = new Look(width, 50, false, true);
    for (Line line : view(look, true).lines(Golden.facts("progressing"))) {
      assertThat(look.clipped(line).length()).isLessThanOrEqualTo(width);
    }
  }

  @Test
  void status_leftOut_reasonsThatLeftOutSomething() {
    Facts rollout = Golden.facts("progressing");
    rollout
        .json()
        .put(
            "left_out", new JsonObject().put("pinned", 1_200).put("cached", 0).put("same_unit", 3));
    assertThat(rollout(UNICODE, false, rollout)).contains("left out: 1,200 pinned, 3 same unit\n");
  }

  @Test
  void list_twoRollouts_golden() throws IOException {
    Golden.check(
        "rollouts",
        UNICODE.text(new ListView(UNICODE, ZoneOffset.UTC).lines(Golden.facts("rollouts"))));
  }

  @Test
  void explain_sentencesAndImages_golden() throws IOException {
    ExplainView view = new ExplainView(UNICODE, URI.create("http://localhost:8080/"));
    Golden.check("explanation", UNICODE.text(view.lines(Golden.facts("explanation"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "plan-undecidable"})
  void plan_decidableOrNot_golden(String name) throws IOException {
    Golden.check(name, UNICODE.text(new PlanView(UNICODE).lines(Golden.facts(name))));
  }

  @Test
  void usage_twoVersions_golden() throws IOException {
    Golden.check("usage", UNICODE.text(new UsageView(ZoneOffset.UTC).lines(Golden.facts("usage"))));
  }

  @Test
  void view_steeringCharactersFromTheServer_areNotPassedOn() {
    Facts rollout = Golden.facts("progressing");
    rollout.json().put("reason", "a\033[2Jb\rc\u009bd").put("model", "x\ny");
    assertThat(rollout(UNICODE, false, rollout)).contains("a [2Jb c d").contains("x y 1");
  }

  @Test
  void views_anyDamage_showWhatIsLeft() {
    long seed = 20261123;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      JsonObject damaged = Golden.facts("progressing").json();
      for (int cuts = 0; cuts <= i % 8; cuts++) {
        damage(damaged, random);
      }
      assertThat(rollout(UNICODE, true, new Facts(damaged))).as("seed %d", seed).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0s", "45,45s", "600,10m", "610,10m 10s", "4800,1h 20m", "273600,3d 4h", "-5,0s"})
  void time_seconds_twoLargestUnits(double seconds, String text) {
    assertThat(Words.time(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.004,<0.1",
    "0.8,0.8",
    "3.1,3.1",
    "45.3,45",
    "9999,9999",
    "12000,1.2e4",
    "1.9e15,1.9e15",
    "1e300,1.0e300",
    "NaN,-"
  })
  void evalue_anySize_twoDigits(double e, String text) {
    assertThat(Words.evalue(e)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "ratio,1.4,0.2,7.5,'1.4x [0.2x, 7.5x]'",
    "ratio,1234,0.01,Infinity,'>999x [0.01x, >999x]'",
    "points,0.008,-0.021,0.044,'-0.8 pts [-4.4, +2.1]'",
    "share,0.081,0.05,0.123,'8.1 % [5.0 %, 12.3 %]'",
    "probability,0.0001,-0.004,0.01,'0.0 % [-0.4 %, +1.0 %]'",
    "none,NaN,NaN,NaN,'- '"
  })
  void measure_everyUnit_asPeopleReadIt(
      String unit, double value, double low, double high, String text) {
    Measure measure = Measure.of(unit);
    assertThat(measure.value(value) + " " + measure.interval(low, high)).isEqualTo(text);
  }

  @Test
  void bar_logScale_fullOnlyAtTheBar() {
    assertThat(UNICODE.text(Bar.of(Bar.progress(10, 100), 10, Tone.GOOD, ASCII)))
        .isEqualTo("#####.....");
    assertThat(UNICODE.text(Bar.of(Bar.progress(99.9, 100), 10, Tone.GOOD, ASCII)))
        .isEqualTo("#########.");
    assertThat(UNICODE.text(Bar.of(Bar.progress(1e300, 100), 10, Tone.GOOD, ASCII)))
        .isEqualTo("##########");
    assertThat(UNICODE.text(Bar.of(Double.NaN, 3, Tone.GOOD, ASCII))).isEqualTo("...");
  }

  @Test
  void wrap_longWord_standsAlone() {
    Look narrow = new Look(10, 50, false, false);
    assertThat(narrow.wrap("a bc abcdefghijklm d e"))
        .containsExactly("a bc", "abcdefghijklm", "d e");
  }

  private static String rollout(Look look, boolean bars, Facts rollout) {
    return look.text(view(look, bars).lines(rollout));
  }

  private static RolloutView view(Look look, boolean bars) {
    return new RolloutView(look, ZoneOffset.UTC, bars);
  }

  /** Replaces or removes something somewhere. */
  private static void damage(JsonObject object, Random random) {
    List<String> keys = new ArrayList<>(object.fieldNames());
    if (keys.isEmpty()) {
      return;
    }
    String key = keys.get(random.nextInt(keys.size()));
    Object value = object.getValue(key);
    if (value instanceof JsonObject inner && random.nextInt(4) > 0) {
      damage(inner, random);
    } else if (value instanceof JsonArray array && !array.isEmpty() && random.nextBoolean()) {
      array.remove(random.nextInt(array.size()));
      array.add(random.nextInt());
    } else {
      switch (random.nextInt(5)) {
        case 0 -> object.remove(key);
        case 1 -> object.putNull(key);
        case 2 -> object.put(key, "text");
        case 3 -> object.put(key, -1e308);
        default -> object.put(key, new JsonArray().add(1).addNull());
      }
    }
  }
}
