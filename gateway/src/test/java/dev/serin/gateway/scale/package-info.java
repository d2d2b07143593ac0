/** What docs/scale.md says: the model of capacity and cost, and the plots of the simulation. */
@NullMarked
package dev.serin.gateway.scale;

import org.jspecify.annotations.NullMarked;
