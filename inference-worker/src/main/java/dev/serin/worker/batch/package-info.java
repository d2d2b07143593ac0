/** Bounded queues whose jobs are run in batches. Knows neither images nor models. */
@NullMarked
package dev.serin.worker.batch;

import org.jspecify.annotations.NullMarked;
