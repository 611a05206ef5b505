package io.skep.scheduler.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is an address, and what looks like one: CN-7. */
final class IpAddressTest {
  // CN-7
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "255.255.255.255",
        "::",
        "::1",
        "1::",
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7::",
        "::2:3:4:5:6:7:8",
        "1::8",
        "::1.2.3.4",
        "1:2:3:4:5:6:1.2.3.4",
        "FFFF::abcd",
        "0001::0"
      })
  void theseAreAddresses(String text) {
    assertThat(IpAddress.parse(text)).isPresent();
  }

  // CN-7
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4 ",
        "+1.2.3.4",
        "1.2.3.-4",
        ":",
        ":::",
        "1:2",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "1::2::3",
        ":1::2",
        "1::2:",
        "12345::",
        "g::",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3",
        "::1.2.3.4:5",
        "fe80::1%eth0",
        "\u0661.2.3.4",
        "localhost"
      })
  void theseAreNot(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  // CN-7
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void addressesAreReadAsTheJdkReadsThemAndPrefixesComparedBitByBit(long seed)
      throws UnknownHostException {
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] a = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(a);
      byte[] b = a.clone();
      b[random.nextInt(b.length)] ^= (byte) (1 << random.nextInt(8));
      IpAddress first = IpAddress.parse(written(a)).orElseThrow();
      IpAddress second = IpAddress.parse(written(b)).orElseThrow();
      int bits = random.nextInt(a.length * 8 + 1);

      assertThat(first.sharesPrefix(second, bits))
          .as("seed %d: %s and %s in %d bits", seed, written(a), written(b), bits)
          .isEqualTo(samePrefix(a, b, bits));
    }
  }

  private static String written(byte[] address) throws UnknownHostException {
    return InetAddress.getByAddress(address).getHostAddress();
  }

  private static boolean samePrefix(byte[] a, byte[] b, int bits) {
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >>> bit % 8;
      if ((a[bit / 8] & mask) != (b[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
