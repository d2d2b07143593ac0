/** Workers in other processes: what a worker offers to a cluster, and the pool that asks them. */
@NullMarked
package dev.serin.worker.remote;

import org.jspecify.annotations.NullMarked;
