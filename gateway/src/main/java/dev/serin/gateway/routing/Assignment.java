package dev.serin.gateway.routing;

import dev.serin.worker.api.VersionInfo;

/**
 * What a split decided for one request, and from what.
 *
 * @param split as it was when it decided
 * @param unit hash of the request's unit under the split's salt
 * @param other the version on the other side, which could have answered as well
 */
public record Assignment(Split split, UnitHash unit, VersionInfo other) {}
