/** Answers already given, one computation for each question, and their URLs. */
@NullMarked
package dev.serin.gateway.results;

import org.jspecify.annotations.NullMarked;
