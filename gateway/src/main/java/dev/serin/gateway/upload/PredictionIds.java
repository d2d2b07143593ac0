package dev.serin.gateway.upload;

import dev.serin.gateway.results.ResultKey;
import java.security.SecureRandom;
import java.util.Base64;

/** Names one answer given to one caller, so that feedback can speak of it. */
public interface PredictionIds {
  /** An id that cannot be guessed and is made of letters, digits, {@code -} and {@code _}. */
  String next(ResultKey answered);

  /** 128 random bits. */
  static PredictionIds random(SecureRandom random) {
    return answered -> {
      byte[] id = new byte[16];
      random.nextBytes(id);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    };
  }
}
