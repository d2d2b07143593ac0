package dev.serin.gateway.catalog;

import java.time.Instant;

/**
 * Which bytes a version's name stands for, for good.
 *
 * @param digest of all that decides the version's answers, 64 hexadecimal digits
 * @param since when it was first served
 */
public record VersionIdentity(String model, String version, String digest, Instant since) {}
