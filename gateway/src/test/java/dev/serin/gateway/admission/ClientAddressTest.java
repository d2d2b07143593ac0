package dev.serin.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "255.1.2.3, 255.1.2.3, true",
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::ffff:10.0.0.1, 10.0.0.1, true",
    "::1, 0.0.0.0, false"
  })
  void of_twoAddresses_oneClientWhereTheyShareWhatCounts(String a, String b, boolean same)
      throws UnknownHostException {
    ClientAddress first = ClientAddress.of(InetAddress.getByName(a));
    assertThat(first.equals(ClientAddress.of(InetAddress.getByName(b)))).isEqualTo(same);
  }
}
