package dev.serin.gateway.client;

/**
 * One event of a stream.
 *
 * @param id the last one that was given, by this event or one before it; empty where none was
 * @param type {@code message} where the server gave none
 */
record ServerEvent(String id, String type, String data) {}
