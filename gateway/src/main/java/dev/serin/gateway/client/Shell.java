package dev.serin.gateway.client;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;

/**
 * What a command runs in. Commands ask nothing else of their surroundings.
 *
 * @param environment variables
 * @param home the folder of the launcher
 * @param user who runs the command
 * @param terminal whether {@code out} is a terminal, where a text can be drawn over
 * @param zone in which times are told
 */
public record Shell(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Path home,
    String user,
    boolean terminal,
    ZoneId zone) {}
