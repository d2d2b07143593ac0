package dev.serin.gateway.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ProblemsTest {
  @ParameterizedTest
  @CsvSource({
    "UNKNOWN_MODEL, 404, false",
    "UNKNOWN_VERSION, 404, false",
    "VERSION_NOT_READY, 503, false",
    "UNSUPPORTED_FORMAT, 415, false",
    "UNDECODABLE, 422, false",
    "TOO_MANY_PIXELS, 422, false",
    "OVERLOADED, 503, true",
    "CLOSING, 503, true",
    "UNREACHABLE, 503, true",
    "DEADLINE_EXCEEDED, 504, true",
    "CANCELLED, 499, false"
  })
  void of_reasonOfTheWorker_itsStatusAndWords(Reason reason, int status, boolean retry) {
    Problem problem = Problems.of(new InferenceFailure(reason, "words"));
    assertThat(problem.status()).isEqualTo(status);
    assertThat(problem.detail()).isEqualTo("words");
    assertThat(problem.retry()).isEqualTo(retry);
  }

  @Test
  void of_internalFailure_nothingOfItsText() {
    assertThat(Problems.of(new InferenceFailure(Reason.INTERNAL, "secret")))
        .isEqualTo(Problems.of(new IllegalStateException("secret")));
    assertThat(Problems.json(Problems.of(new IllegalStateException("secret"))).encode())
        .contains("\"status\":500")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @EnumSource(ProblemCode.class)
  void json_everyCode_hasTheFiveMembers(ProblemCode code) {
    assertThat(Problems.json(new Problem(code, "d")).fieldNames())
        .containsExactly("type", "title", "status", "detail", "code");
  }

  @Test
  void code_all_different() {
    Set<String> codes =
        Arrays.stream(ProblemCode.values()).map(ProblemCode::code).collect(Collectors.toSet());
    assertThat(codes).hasSize(new HashSet<>(Arrays.asList(ProblemCode.values())).size());
  }
}
