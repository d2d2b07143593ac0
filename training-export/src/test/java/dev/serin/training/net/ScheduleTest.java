package dev.serin.training.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.00001",
    "0.1, 0.005",
    "0.2, 0.01",
    "0.6, 0.005",
    "0.4, 0.00853553",
    "1, 0.00001"
  })
  void at_oneCycle_goesUpInALineAndDownAHalfCosine(double progress, double rate) {
    assertThat(Schedule.oneCycle(0.01, 0.2).at(progress)).isCloseTo(rate, within(1e-8));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0.125, 0.5", "0.25, 1", "0.375, 0.5", "0.9999999, 0.001", "1, 0.001"})
  void at_cosineOfFourCycles_startsAnewEachTime(double progress, double rate)
      throws JsonProcessingException {
    assertThat(read("{schedule: cosine, peak: 1, cycles: 4}").at(progress))
        .isCloseTo(rate, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"0.05, 0.5", "0.1, 1", "0.29, 1", "0.3, 0.5", "0.59, 0.5", "0.6, 0.25", "1, 0.25"})
  void at_steps_lowersTheRateAtEach(double progress, double rate) throws JsonProcessingException {
    assertThat(
            read("{schedule: step, peak: 1, warm-up: 0.1, at: [0.3, 0.6], factor: 0.5}")
                .at(progress))
        .isCloseTo(rate, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"0.05, 0.25", "0.1, 0.5", "0.2, 0.5", "1, 0.5"})
  void at_constant_staysAtThePeak(double progress, double rate) throws JsonProcessingException {
    assertThat(read("{schedule: constant, peak: 0.5, warm-up: 0.1}").at(progress))
        .isCloseTo(rate, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"one-cycle", "cosine", "step", "constant"})
  void at_anyProgress_isAboveZeroAndAtMostThePeak(String shape) throws JsonProcessingException {
    Schedule schedule = read("{schedule: " + shape + ", peak: 0.3, warm-up: 0.1}");
    for (int i = 0; i <= 1000; i++) {
      assertThat(schedule.at(i / 1000.0)).isGreaterThan(0).isLessThanOrEqualTo(0.3);
    }
  }

  @Test
  void read_withoutShape_isOneCycle() throws JsonProcessingException {
    assertThat(read("{peak: 0.01, warm-up: 0.2}")).isEqualTo(Schedule.oneCycle(0.01, 0.2));
    assertThat(read("{schedule: step, peak: 0.01}").steps()).isEqualTo(List.of(0.5, 0.75));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{peak: 0, warm-up: 0} | peak must be above 0 and below 10",
        "{peak: 1, warm-up: 1} | warm-up must be 0 to below 1",
        "{peak: 1} | one-cycle needs warm-up",
        "{schedule: step, peak: 1, at: [0.6, 0.3]} | numbers from 0 to 1 that grow",
        "{schedule: step, peak: 1, factor: 1.5} | factor must be above 0",
        "{schedule: cosine, peak: 1, cycles: 0} | cycles must be 1 to 1000",
        "{schedule: constant, peak: 1, cycles: 2} | cycles is for cosine",
        "{schedule: constant, peak: 1, factor: 0.2} | factor is for step",
        "{schedule: cosine, peak: 1, at: [0.2]} | at is for step",
        "{schedule: linear, peak: 1} | linear",
        "{warm-up: 0.1} | peak"
      })
  void read_wrong_isRefused(String yaml, String message) {
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> read(yaml))
        .withMessageContaining(message);
  }

  private static Schedule read(String yaml) throws JsonProcessingException {
    return new YAMLMapper().readValue(yaml, Schedule.class);
  }
}
