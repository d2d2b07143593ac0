/** How requests are spread over workers, on simulated time: the evidence behind docs/scale.md. */
@NullMarked
package dev.serin.worker.remote.simulate;

import org.jspecify.annotations.NullMarked;
