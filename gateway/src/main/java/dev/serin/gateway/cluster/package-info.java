/** Joining other processes. */
@NullMarked
package dev.serin.gateway.cluster;

import org.jspecify.annotations.NullMarked;
