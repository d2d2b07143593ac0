/**
 * Looks a set of photos over before it is trained on: what is broken, doubled, odd or mislabelled.
 */
@NullMarked
package dev.serin.training.validate;

import org.jspecify.annotations.NullMarked;
