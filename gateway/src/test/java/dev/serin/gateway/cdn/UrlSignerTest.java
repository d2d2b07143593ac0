package dev.serin.gateway.cdn;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serin.gateway.config.NamedKey;
import dev.serin.gateway.config.Secret;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UrlSignerTest {
  private static final String PATH = "/cdn/images/" + "ab".repeat(32);
  private static final NamedKey KEY = new NamedKey("a", new Secret("0123456789abcdef"));
  private static final NamedKey NEXT = new NamedKey("b", new Secret("fedcba9876543210"));
  private static final long HOUR = 3600;
  private static final long SEED = 2104;

  private long now = 1_800_000_000 / HOUR * HOUR + 100;
  private final UrlSigner signer = signer(KEY, Optional.empty());

  private UrlSigner signer(NamedKey key, Optional<NamedKey> old) {
    return new UrlSigner(key, old, Duration.ofHours(1), () -> Instant.ofEpochSecond(now));
  }

  @Test
  void sign_path_asDocumentedForCdns() throws GeneralSecurityException {
    String text = PATH + "?expires=" + (now - 100 + 2 * HOUR) + "&kid=a";
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("0123456789abcdef".getBytes(US_ASCII), "HmacSHA256"));
    assertThat(signer.sign(PATH))
        .isEqualTo(
            text
                + "&sig="
                + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(US_ASCII))));
  }

  @Test
  void sign_withinOneLifetime_theSameThenAnother() {
    String first = signer.sign(PATH);
    long renewal = signer.renewal();
    assertThat(renewal).isEqualTo(now - 100 + HOUR);
    now = renewal - 1;
    assertThat(signer.sign(PATH)).isEqualTo(first);
    assertThat(left(signer, first)).isEqualTo(HOUR + 1);
    now = renewal;
    assertThat(signer.sign(PATH)).isNotEqualTo(first);
    assertThat(left(signer, signer.sign(PATH))).isEqualTo(2 * HOUR);
  }

  @Test
  void secondsLeft_lastSecondAndAfter_oneThenExpired() {
    String url = signer.sign(PATH + "?top=3");
    now += 2 * HOUR - 101;
    assertThat(left(signer, url)).isEqualTo(1);
    now++;
    assertThat(problem(signer, url)).isEqualTo(ProblemCode.EXPIRED_URL);
    assertThat(problem(signer, url.replace("top=3", "top=4")))
        .as("of a forged one nothing else is said")
        .isEqualTo(ProblemCode.FORGED_URL);
  }

  @Test
  void secondsLeft_rotation_oldIsAcceptedUntilItIsGone() {
    String old = signer.sign(PATH);
    UrlSigner rotated = signer(NEXT, Optional.of(KEY));
    assertThat(left(rotated, old)).isPositive();
    assertThat(rotated.sign(PATH)).contains("&kid=b&");
    assertThat(left(rotated, rotated.sign(PATH))).isPositive();
    assertThat(problem(signer(NEXT, Optional.empty()), old)).isEqualTo(ProblemCode.FORGED_URL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", "?top=3", "?sig=x", "?expires=1&kid=a"})
  void secondsLeft_noSignature_unsigned(String query) {
    assertThat(problem(signer, PATH + query)).isEqualTo(ProblemCode.UNSIGNED_URL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"&sig=x", "?&sig=", "?kid=a&sig=x", "?expires=1&sig=x", "?xexpires=1&kid=a&sig=x"})
  void secondsLeft_partsMissing_forged(String query) {
    assertThat(problem(signer, PATH + "?" + query)).isEqualTo(ProblemCode.FORGED_URL);
  }

  @Test
  void secondsLeft_parameterAddedBehind_forged() {
    assertThat(problem(signer, signer.sign(PATH) + "&top=3")).isEqualTo(ProblemCode.FORGED_URL);
    assertThat(problem(signer, signer.sign(PATH) + "=")).isEqualTo(ProblemCode.FORGED_URL);
  }

  /** Whatever one character is changed into, it is no longer what was signed. */
  @Test
  void secondsLeft_anyCharacterChanged_neverAccepted() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    String url = signer.sign(PATH + "?top=3");
    for (int run = 0; run < 20_000; run++) {
      int at = PATH.length() + random.nextInt(url.length() - PATH.length());
      char other = (char) (33 + random.nextInt(94));
      if (other != url.charAt(at) && url.charAt(at) != '?') {
        String forged = url.substring(0, at) + other + url.substring(at + 1);
        assertThat(problem(signer, forged))
            .as(forged)
            .isIn(ProblemCode.FORGED_URL, ProblemCode.UNSIGNED_URL);
      }
    }
  }

  private static long left(UrlSigner signer, String url) {
    int query = url.indexOf('?');
    return signer.secondsLeft(
        query < 0 ? url : url.substring(0, query), query < 0 ? null : url.substring(query + 1));
  }

  private static ProblemCode problem(UrlSigner signer, String url) {
    return catchThrowableOfType(ProblemException.class, () -> left(signer, url)).problem().code();
  }
}
