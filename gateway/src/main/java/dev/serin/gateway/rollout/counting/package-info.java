/**
 * What counts: which of all requests, images and labels become one observation of a unit. Pure: no
 * clock, no socket, no lock. The serving path and the simulator drive the same classes.
 */
@NullMarked
package dev.serin.gateway.rollout.counting;

import org.jspecify.annotations.NullMarked;
