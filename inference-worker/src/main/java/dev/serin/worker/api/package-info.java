/**
 * What a gateway may import of the worker: requests, answers, failures, the catalog and a client.
 */
@NullMarked
package dev.serin.worker.api;

import org.jspecify.annotations.NullMarked;
