/**
 * What the addresses that a CDN keeps have in common: ranges, validators, lifetimes, signatures.
 */
@NullMarked
package dev.serin.gateway.cdn;

import org.jspecify.annotations.NullMarked;
