/** The command-line client of a running server. */
@NullMarked
package dev.serin.gateway.client;

import org.jspecify.annotations.NullMarked;
