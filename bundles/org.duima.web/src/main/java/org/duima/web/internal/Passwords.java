package org.duima.web.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Hashes of passwords: PBKDF2 with HMAC-SHA-256, as text that says how it was made. Safe for use by
 * several threads; only a few hash at a time, so that logins cannot take the processors from
 * messages.
 */
final class Passwords {
  static final int LEAST_LENGTH = 10;
  static final int MOST_LENGTH = 128;
  private static final String SCHEME = "pbkdf2-sha256";
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int AT_ONCE = 2;

  private final SecureRandom random = new SecureRandom();
  private final Semaphore slots = new Semaphore(AT_ONCE, true);
  private final int iterations;
  private final String nobodys;

  Passwords(int iterations) {
    this.iterations = iterations;
    this.nobodys = text(iterations, new byte[SALT_BYTES], new byte[HASH_BYTES]);
  }

  String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return text(iterations, salt, derive(password, salt, iterations));
  }

  private static String text(int times, byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return String.join(
        "$",
        SCHEME,
        String.valueOf(times),
        base64.encodeToString(salt),
        base64.encodeToString(hash));
  }

  /** Whether a password is the one of a hash. Takes as long when it is not. */
  boolean matches(String password, String hash) {
    String[] parts = hash.split("\\$");
    if (parts.length != 4 || !parts[0].equals(SCHEME)) {
      throw new IllegalArgumentException("a password hash of an unknown form");
    }
    byte[] salt = Base64.getDecoder().decode(parts[2]);
    byte[] expected = Base64.getDecoder().decode(parts[3]);
    return MessageDigest.isEqual(expected, derive(password, salt, Integer.parseInt(parts[1])));
  }

  /** Takes as long as {@link #matches}, so that nobody can tell by time which users there are. */
  void matchNobody(String password) {
    matches(password, nobodys);
  }

  /** Whether a hash was made with another effort than today's. */
  boolean isDated(String hash) {
    return !hash.startsWith(SCHEME + "$" + iterations + "$");
  }

  /** Refuses a password that is too short, too long or the user's own name. */
  static void check(String user, String password) throws ProblemException {
    int length = password.codePointCount(0, password.length());
    if (length < LEAST_LENGTH || length > MOST_LENGTH) {
      throw ProblemException.bad(
          "密码应为 " + LEAST_LENGTH + " 至 " + MOST_LENGTH + " 个字符",
          "a password has " + LEAST_LENGTH + " to " + MOST_LENGTH + " characters");
    }
    if (password.equalsIgnoreCase(user)) {
      throw ProblemException.bad("密码不能与用户名相同", "a password is not the user's name");
    }
  }

  /** One character can be typed in several ways, so its forms are made one first (NIST 800-63B). */
  private byte[] derive(String password, byte[] salt, int times) {
    String normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
    PBEKeySpec spec = new PBEKeySpec(normal.toCharArray(), salt, times, HASH_BYTES * 8);
    slots.acquireUninterruptibly();
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2WithHmacSHA256", e);
    } finally {
      slots.release();
      spec.clearPassword();
    }
  }
}
