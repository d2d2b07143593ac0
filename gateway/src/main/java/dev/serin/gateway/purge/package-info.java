/** Takes back what caches hold: our own at once, those in front of us through their purge hooks. */
@NullMarked
package dev.serin.gateway.purge;

import org.jspecify.annotations.NullMarked;
