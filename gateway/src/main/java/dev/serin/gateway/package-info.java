/** The HTTP edge of Serin: command line, wiring and routes. */
@NullMarked
package dev.serin.gateway;

import org.jspecify.annotations.NullMarked;
