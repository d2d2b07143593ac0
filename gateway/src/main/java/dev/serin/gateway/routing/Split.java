package dev.serin.gateway.routing;

/**
 * How the traffic of one model is shared while a rollout runs.
 *
 * @param rollout id of the rollout: the salt of the split
 * @param candidate the version that gets the share
 * @param weight the share in units of 1/10,000
 */
public record Split(String rollout, String candidate, int weight) {}
