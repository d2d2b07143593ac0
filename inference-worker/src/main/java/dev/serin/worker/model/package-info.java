/** Model versions on disk: manifests, proofs, and the repository that keeps them loaded. */
@NullMarked
package dev.serin.worker.model;

import org.jspecify.annotations.NullMarked;
