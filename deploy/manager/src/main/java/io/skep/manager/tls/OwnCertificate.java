package io.skep.manager.tls;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;

/**
 * A certificate that nobody else has signed, for a socket in the file system: its clients need TLS
 * and do not look at the certificate, as who may open the file is known already. Made anew at each
 * start, kept in memory only; RFC 5280 by hand, as the JDK has no way to make one.
 */
public final class OwnCertificate {
  private static final Duration VALID = Duration.ofDays(3650);
  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
  private static final int SERIAL_BITS = 127;
  private static final int LINE = 64;
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  // Tags of DER.
  private static final int INTEGER = 0x02;
  private static final int BITS = 0x03;
  private static final int OBJECT = 0x06;
  private static final int TEXT = 0x0c;
  private static final int TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int VERSION = 0xa0;
  private static final int ONE_BYTE = 0x80;
  private static final int MORE_BYTES = 0x80;

  /** ecdsa-with-SHA256, and the common name. */
  private static final byte[] ECDSA = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};

  private static final byte[] COMMON_NAME = {0x55, 4, 3};

  private OwnCertificate() {}

  /** A new key and a certificate of it for {@code name}, good from {@code now} for ten years. */
  public static PemKeyCertOptions make(String name, Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      return new PemKeyCertOptions()
          .addKeyValue(pem("PRIVATE KEY", keys.getPrivate().getEncoded()))
          .addCertValue(pem("CERTIFICATE", certificate(keys, name, now)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no elliptic curves", e);
    }
  }

  private static byte[] certificate(KeyPair keys, String name, Instant now)
      throws GeneralSecurityException {
    byte[] algorithm = der(SEQUENCE, der(OBJECT, ECDSA));
    byte[] who =
        der(
            SEQUENCE,
            der(
                SET,
                der(
                    SEQUENCE,
                    der(OBJECT, COMMON_NAME),
                    der(TEXT, name.getBytes(StandardCharsets.UTF_8)))));
    byte[] signed =
        der(
            SEQUENCE,
            der(VERSION, der(INTEGER, new byte[] {2})),
            der(INTEGER, new BigInteger(SERIAL_BITS, new SecureRandom()).toByteArray()),
            algorithm,
            who,
            der(SEQUENCE, time(now.minus(CLOCKS_DIFFER)), time(now.plus(VALID))),
            who,
            keys.getPublic().getEncoded());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed);
    return der(SEQUENCE, signed, algorithm, der(BITS, new byte[] {0}, signature.sign()));
  }

  private static byte[] time(Instant at) {
    return der(TIME, UTC_TIME.format(at).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] der(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    var out = new ByteArrayOutputStream();
    out.write(tag);
    int size = content.size();
    if (size >= ONE_BYTE) {
      byte[] length = BigInteger.valueOf(size).toByteArray();
      int from = length[0] == 0 ? 1 : 0;
      out.write(MORE_BYTES + length.length - from);
      out.write(length, from, length.length - from);
    } else {
      out.write(size);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static Buffer pem(String what, byte[] der) {
    String text =
        Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return Buffer.buffer("-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, text, what));
  }
}
