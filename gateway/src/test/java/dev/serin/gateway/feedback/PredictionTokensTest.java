package dev.serin.gateway.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.config.Secret;
import dev.serin.gateway.results.ResultKey;
import dev.serin.worker.api.Prediction;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PredictionTokensTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final String IMAGE = "9f86d081884c7d659a2feaa0c55ad015".repeat(2);
  private static final Secret KEY = new Secret("a key of enough letters");
  private static final Secret NEXT = new Secret("another key of enough letters");
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final long SEED = 20261123;
  private static final int FORGERIES = 100_000;

  private final PredictionTokens tokens = tokens(KEY, Optional.empty());

  private static PredictionTokens tokens(Secret key, Optional<Secret> old) {
    return new PredictionTokens(key, old, new SecureRandom(), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static String next(PredictionTokens tokens, String model, String version) {
    return tokens.next(
        new ResultKey(model, version, "d", IMAGE, 5), "anna", new Prediction("Coat", 4, .9f));
  }

  private String next() {
    return next(tokens, "fashion", "2");
  }

  @Test
  void read_own_saysWhatWasAnswered() {
    PredictionToken token = tokens.read(next()).orElseThrow();
    assertThat(token)
        .isEqualTo(
            new PredictionToken(
                "fashion", "2", IMAGE, 4, NOW, token.random(), new IdKey(KEY).unit("anna")));
  }

  @Test
  void unit_sameUnitAndKey_sameHashWhateverTheAnswerThatShowsNothingOfTheUnit() {
    String hash = tokens.unit(next());

    assertThat(hash).matches("[0-9a-f]{16}").isEqualTo(tokens.unit(next(tokens, "other", "7")));
    assertThat(hash).isNotEqualTo(tokens.unit(id(tokens, "bert")));
    PredictionTokens other = tokens(NEXT, Optional.of(KEY));
    assertThat(other.unit(next())).as("by the key that signed").isEqualTo(hash);
    assertThat(hash).as("nobody without the key").isNotEqualTo(other.unit(id(other, "anna")));
    assertThat(other.unit("x")).isEmpty();
  }

  /** As the release before wrote them: format 1, and no unit behind the random number. */
  @Test
  void read_idOfTheFormerFormat_unitIsTheImage() {
    byte[] id = Base64.getUrlDecoder().decode(next());
    int unit = id.length - IdKey.BYTES - Long.BYTES;
    byte[] former = Arrays.copyOf(id, unit + IdKey.BYTES);
    former[0] = 1;
    System.arraycopy(new IdKey(KEY).sign(former, unit), 0, former, unit, IdKey.BYTES);
    String written = Base64.getUrlEncoder().withoutPadding().encodeToString(former);

    PredictionToken token = tokens.read(written).orElseThrow();

    assertThat(token.image()).isEqualTo(IMAGE);
    assertThat(token.best()).isEqualTo(4);
    assertThat(tokens.unit(written)).isEqualTo(tokens.unit(id(tokens, IMAGE)));
    former[0] = 2;
    assertThat(tokens.read(Base64.getUrlEncoder().withoutPadding().encodeToString(former)))
        .as("not signed as this")
        .isEmpty();
  }

  private static String id(PredictionTokens tokens, String unit) {
    return tokens.next(
        new ResultKey("fashion", "2", "d", IMAGE, 5), unit, new Prediction("Coat", 4, .9f));
  }

  @Test
  void next_longestNames_areRead() {
    String name = "m".repeat(64);
    String id = next(tokens, name, "v".repeat(64));
    assertThat(id).matches("[A-Za-z0-9_-]+");
    assertThat(tokens.read(id).orElseThrow().model()).isEqualTo(name);
  }

  @Test
  void next_equalAnswers_differ() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      ids.add(next());
    }
    assertThat(ids).hasSize(1_000);
  }

  @Test
  void read_anyBitFlipped_refused() {
    // Names of several lengths, so that the id ends at each place within a group of base64.
    for (String version : new String[] {"2", "22", "222"}) {
      byte[] bytes = Base64.getUrlDecoder().decode(next(tokens, "fashion", version));
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        byte[] altered = bytes.clone();
        altered[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(tokens.read(encode(altered))).as("bit %d", bit).isEmpty();
      }
    }
  }

  @Test
  void read_anyCharacterReplaced_refused() {
    for (String version : new String[] {"2", "22", "222"}) {
      String id = next(tokens, "fashion", version);
      for (int i = 0; i < id.length(); i++) {
        for (char c : (ALPHABET + "+/=% \u00e9\u20ac").toCharArray()) {
          if (c != id.charAt(i)) {
            String altered = id.substring(0, i) + c + id.substring(i + 1);
            assertThat(tokens.read(altered)).as(altered).isEmpty();
          }
        }
      }
    }
  }

  @Test
  void read_cutOrGrown_refused() {
    String id = next();
    for (int length = 0; length < id.length(); length++) {
      assertThat(tokens.read(id.substring(0, length))).isEmpty();
    }
    for (String grown :
        new String[] {id + "A", id + "AA", id + "=", id + "==", " " + id, id + id}) {
      assertThat(tokens.read(grown)).as(grown).isEmpty();
    }
    assertThat(tokens.read("A".repeat(1 << 20))).isEmpty();
  }

  @Test
  void read_forged_refusedAndNeverThrows() {
    Random random = new Random(SEED);
    byte[] real = Base64.getUrlDecoder().decode(next());
    for (int i = 0; i < FORGERIES; i++) {
      byte[] forged = new byte[random.nextInt(200)];
      random.nextBytes(forged);
      // The right head gets a forgery as far as the signature.
      System.arraycopy(real, 0, forged, 0, Math.min(forged.length, 5));
      assertThat(tokens.read(encode(forged))).as("seed %d, forgery %d", SEED, i).isEmpty();
    }
  }

  @Test
  void read_ofAnotherKey_refused() {
    assertThat(tokens(NEXT, Optional.empty()).read(next())).isEmpty();
  }

  @Test
  void read_signatureOfAnotherKeyUnderOurKeyId_refused() {
    byte[] ours = Base64.getUrlDecoder().decode(next());
    byte[] theirs =
        Base64.getUrlDecoder().decode(next(tokens(NEXT, Optional.empty()), "fashion", "2"));
    System.arraycopy(ours, 1, theirs, 1, 4);
    assertThat(tokens.read(encode(theirs))).isEmpty();
  }

  @Test
  void read_afterTheKeyWasRotated_oldAndNewAreAccepted() {
    PredictionTokens rotated = tokens(NEXT, Optional.of(KEY));
    String old = next();
    String fresh = next(rotated, "fashion", "2");
    assertThat(rotated.read(old)).isPresent();
    assertThat(rotated.read(fresh)).isPresent();
    assertThat(tokens(NEXT, Optional.empty()).read(fresh)).as("signed by the new key").isPresent();
    assertThat(tokens.read(fresh)).as("unknown to the old key").isEmpty();
  }

  @Test
  void next_twoGatewaysWithOneKey_readEachOther() {
    assertThat(tokens(KEY, Optional.empty()).read(next())).isPresent();
  }

  @Test
  void decode_anyBytes_isATokenOrIllegal() {
    Random random = new Random(SEED);
    byte[] real = tokens.read(next()).orElseThrow().encode();
    for (int length = 0; length <= real.length + 1; length++) {
      byte[] bytes = Arrays.copyOf(real, length);
      for (int i = 0; i < 100; i++) {
        try {
          assertThat(
                  PredictionToken.decode(java.nio.ByteBuffer.wrap(bytes), true, String::length)
                      .encode())
              .isEqualTo(bytes);
        } catch (IllegalArgumentException e) {
          assertThat(e).hasMessageContaining("too");
        }
        if (length > 0) {
          // Only where it changes lengths: any text is a text, but not each has the same bytes.
          bytes[0] = (byte) random.nextInt(10);
        }
      }
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
