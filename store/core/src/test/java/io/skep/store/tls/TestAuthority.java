package io.skep.store.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An authority that signs whatever a test asks for: certificates as SwarmKit's are, with the node
 * as CN and the role as OU, good for 127.0.0.1. Any thread.
 */
public final class TestAuthority {
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BITS = 0x03;
  private static final int OCTETS = 0x04;
  private static final int OBJECT = 0x06;
  private static final int TEXT = 0x0c;
  private static final int TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int ADDRESS = 0x87;
  private static final byte[] ECDSA = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};
  private static final byte[] CN = {0x55, 4, 3};
  private static final byte[] OU = {0x55, 4, 11};

  /** Extensions: what an authority is known by, and what a host is. */
  private static final byte[] AUTHORITY =
      extension(19, der(SEQUENCE, der(BOOLEAN, new byte[] {(byte) 0xff})));

  private static final byte[] LOOPBACK =
      extension(17, der(SEQUENCE, der(ADDRESS, new byte[] {127, 0, 0, 1})));

  private final String name;
  private final KeyPair keys = newKeys();
  private final String root;

  /** One of that name, good from a day ago for a year. */
  public TestAuthority(String name) {
    this.name = name;
    Instant now = Instant.now();
    root =
        pem(
            "CERTIFICATE",
            certificate(
                keys, name(name, "ca"), AUTHORITY, now.minus(Duration.ofDays(1)), now.plus(YEAR)));
  }

  /** Its own certificate, in PEM. */
  public String root() {
    return root;
  }

  /** A certificate and its key, in PEM. */
  public record Pair(String certificate, String key) {
    /** Writes both, as {@code NAME.pem} and {@code NAME.key}, each at once. */
    public void writeTo(Path folder, String name) {
      replace(folder.resolve(name + ".pem"), certificate);
      replace(folder.resolve(name + ".key"), key);
    }
  }

  /** A certificate for {@code node} in {@code role}, good from a day ago for a year. */
  public Pair issue(String node, String role) {
    Instant now = Instant.now();
    return issue(node, role, now.minus(Duration.ofDays(1)), now.plus(YEAR));
  }

  /** A certificate for {@code node} in {@code role}, good between two moments. */
  public Pair issue(String node, String role, Instant from, Instant until) {
    KeyPair own = newKeys();
    return new Pair(
        pem("CERTIFICATE", certificate(own, name(node, role), LOOPBACK, from, until)),
        pem("PRIVATE KEY", own.getPrivate().getEncoded()));
  }

  /** Puts {@code text} in the place of what {@code file} holds, at once. */
  public static void replace(Path file, String text) {
    try {
      Path next = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(next, text);
      Files.move(
          next,
          file,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] certificate(
      KeyPair of, byte[] subject, byte[] extension, Instant from, Instant until) {
    byte[] algorithm = der(SEQUENCE, der(OBJECT, ECDSA));
    byte[] signed =
        der(
            SEQUENCE,
            der(VERSION, der(INTEGER, new byte[] {2})),
            der(INTEGER, BigInteger.valueOf(SERIAL.getAndIncrement()).toByteArray()),
            algorithm,
            name(name, "ca"),
            der(SEQUENCE, time(from), time(until)),
            subject,
            of.getPublic().getEncoded(),
            der(EXTENSIONS, der(SEQUENCE, extension)));
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(signed);
      return der(SEQUENCE, signed, algorithm, der(BITS, new byte[] {0}, signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] name(String node, String role) {
    return der(SEQUENCE, part(OU, role), part(CN, node));
  }

  private static byte[] part(byte[] type, String value) {
    byte[] text = der(TEXT, value.getBytes(StandardCharsets.UTF_8));
    return der(SET, der(SEQUENCE, der(OBJECT, type), text));
  }

  private static byte[] extension(int number, byte[] value) {
    return der(SEQUENCE, der(OBJECT, new byte[] {0x55, 29, (byte) number}), der(OCTETS, value));
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
    if (size >= 0x100) {
      out.write(0x82);
      out.write(size >> 8);
    } else if (size >= 0x80) {
      out.write(0x81);
    }
    out.write(size);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, text, what);
  }
}
