package dev.serin.gateway.upload;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.Problems;
import dev.serin.gateway.jobs.Reply;
import dev.serin.gateway.ops.RequestFacts;
import dev.serin.gateway.results.ResultJson;
import java.util.Map;
import java.util.Optional;

/** Makes of an answer what a job keeps: the same status, headers and body as on the line. */
final class Replies {
  private Replies() {}

  static Reply of(Answer answer, PredictionIds ids, ResultJson json, RequestFacts facts) {
    Optional<Problem> problem = answer.problem();
    return new Reply(
        problem.map(Problem::status).orElse(200),
        Map.of(
            "Content-Type",
            problem.isPresent() ? "application/problem+json" : "application/json",
            "Serin-Model-Version",
            answer.route().version().version(),
            "Serin-Route",
            answer.route().kind().toString(),
            "Server-Timing",
            answer.serverTiming(facts.uploadNanos(), facts.totalNanos()),
            "Cache-Status",
            answer.cacheStatus()),
        problem.map(Problems::json).orElseGet(() -> answer.json(ids, json)).toBuffer());
  }
}
