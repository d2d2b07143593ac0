/** Traces of OpenTelemetry: the only package that knows it, and only where traces are on. */
@NullMarked
package dev.serin.gateway.tracing;

import org.jspecify.annotations.NullMarked;
