package dev.serin.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnginesTest {
  private final Engines usual = new Engines(List.of());

  @Test
  void open_nameOfABuiltInEngine_givesIt() {
    assertThat(usual.open(settings("local", 1))).isInstanceOf(LocalEngine.class);
    assertThat(usual.open(settings("parallel", 2))).isInstanceOf(ParallelEngine.class);
  }

  @Test
  void open_sparkInTheUsualBuild_saysHowToBuildIt() {
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> new Engines().open(settings("spark", 2)))
        .withMessageContaining("mvn -Pspark");
  }

  @Test
  void open_unknownName_listsTheEngines() {
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> usual.open(settings("sprak", 2)))
        .withMessage("there is no engine 'sprak'; the engines are [local, parallel, spark]");
  }

  @Test
  void open_nameOfAProvider_asksIt() {
    Engine offered = new LocalEngine(1);
    EngineProvider provider =
        new EngineProvider() {
          @Override
          public String name() {
            return "spark";
          }

          @Override
          public Engine open(EngineSettings settings) {
            assertThat(settings.master()).isEqualTo("local[2]");
            return offered;
          }
        };

    assertThat(new Engines(List.of(provider)).open(settings("spark", 2))).isSameAs(offered);
  }

  @Test
  void open_parallelWithOneWorker_namesTheOtherEngine() {
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> usual.open(settings("parallel", 1)))
        .withMessageContaining("'local'");
  }

  @ParameterizedTest
  @CsvSource({"0,1,1,workers", "1025,1,1,workers", "1,0,1,threads", "1,1,0,average-every"})
  void settings_outOfRange_areNamed(int workers, int threads, int averageEvery, String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EngineSettings("x", workers, threads, averageEvery, ""))
        .withMessageStartingWith(name + " must be 1 to ");
  }

  @Test
  void reason_wrappedException_isTheInnermost() {
    Exception e =
        new IllegalStateException(
            new RuntimeException(new IOException("disk full\n at Disk.java:1")));

    assertThat(EngineException.reason(e)).isEqualTo("IOException: disk full");
    assertThat(EngineException.reason(new OutOfMemoryError())).isEqualTo("OutOfMemoryError");
  }

  private static EngineSettings settings(String engine, int workers) {
    return new EngineSettings(engine, workers, 1, 1, "local[2]");
  }
}
