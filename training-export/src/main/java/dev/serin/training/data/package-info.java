/** Image sets: where they are found, read and checked, and how batches are made of them. */
@NullMarked
package dev.serin.training.data;

import org.jspecify.annotations.NullMarked;
