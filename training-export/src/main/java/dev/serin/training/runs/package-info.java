/** What training runs leave behind, and comparing them. */
@NullMarked
package dev.serin.training.runs;

import org.jspecify.annotations.NullMarked;
