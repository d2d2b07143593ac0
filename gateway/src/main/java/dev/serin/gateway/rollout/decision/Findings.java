package dev.serin.gateway.rollout.decision;

import dev.serin.gateway.rollout.evidence.Reading;
import dev.serin.gateway.rollout.evidence.Signal;
import java.util.Map;

/**
 * What a decision is made from, beside the plan and the time.
 *
 * @param readings by signal, for the signals that have a guard
 * @param canaryRequests requests of the candidate in the whole rollout
 * @param candidateReady whether the candidate can answer at all
 */
public record Findings(
    Map<Signal, Reading> readings, long canaryRequests, boolean candidateReady) {}
