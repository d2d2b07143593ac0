/**
 * What a rollout may conclude from what was seen. Every process here is a function of integer
 * counts: so evidence of replicas is added, evidence of a journal is restored, and the same counts
 * give the same digits on every machine. Pure: no clock, no randomness, no Vert.x, nothing else of
 * ours.
 */
@NullMarked
package dev.serin.gateway.rollout.evidence;

import org.jspecify.annotations.NullMarked;
