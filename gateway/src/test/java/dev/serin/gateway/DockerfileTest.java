package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Dockerfile promises, as far as its text tells. */
final class DockerfileTest {
  private static final Path ROOT = Path.of("..");

  /** Options of the launcher that are none of a server. */
  private static final List<String> ELSEWHERE =
      List.of(
          "-Dserin.terminal", // only the launcher's shell can tell
          "-Dmaven.test.skip",
          "-Dcyclonedx.skip",
          "-XX:DumpLoadedClassList",
          "-XX:SharedClassListFile");

  private final List<Stage> stages = read(ROOT.resolve("Dockerfile"));

  /**
   * From one {@code FROM} to the next.
   *
   * @param instructions joined where they were continued, without comments; {@code FROM} first
   */
  private record Stage(String name, List<String> instructions) {
    /** What follows the keyword, each time that it is there. */
    List<String> all(String keyword) {
      return instructions.stream()
          .filter(line -> line.startsWith(keyword + " "))
          .map(line -> line.substring(keyword.length() + 1).strip())
          .toList();
    }

    String last(String keyword) {
      List<String> all = all(keyword);
      assertThat(all).as("%s of stage %s", keyword, name).isNotEmpty();
      return all.get(all.size() - 1);
    }

    /** The same in every target: all but the base, the stage it takes from, and packages. */
    List<String> common() {
      return instructions.stream()
          .filter(line -> !line.startsWith("FROM ") && !line.startsWith("RUN "))
          .map(line -> line.replaceAll("built-[a-z]+", "built").replaceAll("[A-Z]+_IMAGE", "BASE"))
          .toList();
    }
  }

  @Test
  void targets_cpuAndGpu_differInBaseAndJarsAlone() {
    assertThat(stage("gpu").common()).isEqualTo(stage("cpu").common());
    assertThat(stage("gpu").instructions()).anyMatch(line -> line.contains("--from=built-gpu"));
    assertThat(stage("built-gpu").last("RUN")).endsWith("-Pgpu");
    assertThat(stage("built-cpu").last("RUN")).doesNotContain("-Pgpu");
  }

  @Test
  void bases_everyStage_byArgumentOrAnotherStageAndNeverLatest() {
    List<String> names = stages.stream().map(Stage::name).toList();
    for (Stage stage : stages.subList(1, stages.size())) {
      String base = stage.last("FROM").split(" ")[0];
      assertThat(base.matches("\\$\\{[A-Z]+_IMAGE}") || names.contains(base)).as(base).isTrue();
    }
    List<String> defaults =
        stage("").all("ARG").stream().filter(line -> line.contains("_IMAGE=")).toList();
    assertThat(defaults).hasSize(2);
    // A tag or a digest, and not the one that means "whatever is newest".
    assertThat(defaults)
        .allMatch(line -> line.matches("[A-Z]+_IMAGE=[^:@]+(:[^:@]+)?(@sha256:[0-9a-f]{64})?"))
        .allMatch(line -> line.matches(".*[^/]+[:@][^/]+"))
        .noneMatch(line -> line.contains("latest"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void user_ofAnImage_aNumberThatIsNotRoot(String target) {
    // By number: Kubernetes' runAsNonRoot cannot look names up.
    assertThat(stage(target).last("USER")).matches("[1-9][0-9]{3,}:[1-9][0-9]{3,}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void entrypoint_ofAnImage_theJvmItself(String target) {
    List<String> words = words(stage(target).last("ENTRYPOINT"));
    assertThat(words.get(0)).isEqualTo("/opt/java/bin/java");
    assertThat(words).endsWith("-jar", "/opt/serin/gateway.jar");
    assertThat(words(stage(target).last("CMD"))).containsExactly("serve");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void ports_ofAnImage_thoseOfTheShippedSettings(String target) throws IOException {
    String http = shippedPort("http");
    String management = shippedPort("management");
    assertThat(stage(target).last("EXPOSE").split(" ")).containsExactly(http, management);
    String check = stage(target).last("HEALTHCHECK");
    assertThat(words(check.substring(check.indexOf("CMD ") + 4)))
        .contains(HealthCheck.class.getName())
        .endsWith(management);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void data_ofAnImage_inItsOnlyVolume(String target) {
    List<String> volumes = words(stage(target).last("VOLUME"));
    assertThat(volumes).hasSize(1);
    assertThat(stage(target).last("ENV")).contains("SERIN_DATA_DIRECTORY=" + volumes.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void log_ofAnImage_json(String target) {
    assertThat(stage(target).last("ENV").split(" ")).contains("SERIN_LOG_FORMAT=json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void content_ofAnImage_noBuildTool(String target) {
    assertThat(stage(target).all("RUN"))
        .isNotEmpty()
        .noneMatch(line -> line.matches(".*\\b(maven|mvn|jdk|gcc|curl|wget)\\b.*"));
    assertThat(stage(target).all("COPY")).allMatch(line -> line.startsWith("--from=built-"));
  }

  @Test
  void version_ofTheImages_thatOfThePom() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    assertThat(stage("cpu").all("ARG"))
        .contains("VERSION=" + found(pom, "<artifactId>serin</artifactId>\\s*<version>(.+?)<"));
    long built =
        Instant.parse(found(pom, "<project.build.outputTimestamp>(.+?)<")).getEpochSecond();
    assertThat(stage("").all("ARG")).contains("SOURCE_DATE_EPOCH=" + built);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "gpu"})
  void environment_ofAnImage_whatTheLauncherSets(String target) throws IOException {
    String launcher = Files.readString(ROOT.resolve("serin"));
    List<String> defaults =
        Pattern.compile("(?m)^([A-Z_]+)=\\$\\{\\1:-(.+)}$")
            .matcher(launcher)
            .results()
            .map(found -> found.group(1) + "=" + found.group(2))
            .toList();
    assertThat(defaults).hasSizeGreaterThan(1);
    assertThat(stage(target).last("ENV").split(" ")).contains(defaults.toArray(String[]::new));
  }

  /** One that the launcher gets and the image does not would be missed where it hurts: at work. */
  @Test
  void javaOptions_ofTheImages_thoseOfTheLauncher() throws IOException {
    String launcher = Files.readString(ROOT.resolve("serin"));
    List<String> image =
        Files.readAllLines(ROOT.resolve("container/java.options")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    Stream<String> options =
        Pattern.compile("-(?:XX:[A-Z+-]|D[a-z])[\\w.:+=-]*")
            .matcher(launcher)
            .results()
            .map(found -> found.group().replaceAll("=.*", ""))
            .filter(name -> !ELSEWHERE.contains(name))
            .distinct();
    assertThat(image.stream().map(line -> line.replaceAll("=.*", "")))
        .containsExactlyInAnyOrderElementsOf(options.toList());
  }

  private Stage stage(String name) {
    return stages.stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("The Dockerfile has no stage '" + name + "'"));
  }

  /** The exec form; the shell form would be no JSON. */
  private static List<String> words(String array) {
    return new JsonArray(array).stream().map(String.class::cast).toList();
  }

  private static String shippedPort(String section) throws IOException {
    return found(
        Files.readString(ROOT.resolve("config/serin.yaml")),
        "(?ms)^" + section + ":.*?^  port: ([0-9]+)");
  }

  private static String found(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  /** The stages in order; what stands before the first is one without a name. */
  private static List<Stage> read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("There is no Dockerfile", e);
    }
    List<Stage> stages = new ArrayList<>(List.of(new Stage("", new ArrayList<>())));
    text.replaceAll("(?m)^#.*\\R", "")
        .replaceAll("\\\\\\R", " ")
        .lines()
        .map(line -> line.strip().replaceAll(" +", " "))
        .filter(line -> !line.isEmpty())
        .forEach(
            line -> {
              if (line.startsWith("FROM ")) {
                stages.add(new Stage(line.replaceAll(".* AS ", ""), new ArrayList<>()));
              }
              stages.get(stages.size() - 1).instructions().add(line);
            });
    return stages;
  }
}
