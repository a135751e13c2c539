package org.duima.signature.sm.internal;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * SM2, SM3 and SM4 once more, written from the standards with nothing but Java, so that the product
 * and its library are not measured by themselves. Slow, and not safe against observers.
 */
final class IndependentSm {
  private static final BigInteger P =
      hex("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF");
  private static final BigInteger A =
      hex("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC");
  private static final BigInteger B =
      hex("28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93");
  private static final BigInteger N =
      hex("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123");

  private static final Point G =
      new Point(
          hex("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"),
          hex("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"));

  /** A point of the curve; null stands for the point at infinity. */
  record Point(BigInteger x, BigInteger y) {}

  private IndependentSm() {}

  private static BigInteger hex(String text) {
    return new BigInteger(text, 16);
  }

  static Point publicKey(BigInteger privateKey) {
    return multiply(privateKey, G);
  }

  /** The uncompressed point in hexadecimal. */
  static String written(Point point) {
    return "04"
        + HexFormat.of().formatHex(bytes(point.x()))
        + HexFormat.of().formatHex(bytes(point.y()));
  }

  private static Point add(Point one, Point two) {
    if (one == null || two == null) {
      return one == null ? two : one;
    }
    BigInteger slope;
    if (!one.x().equals(two.x())) {
      slope = two.y().subtract(one.y()).multiply(two.x().subtract(one.x()).modInverse(P));
    } else if (one.y().equals(two.y())) {
      slope =
          one.x()
              .pow(2)
              .multiply(BigInteger.valueOf(3))
              .add(A)
              .multiply(one.y().shiftLeft(1).modInverse(P));
    } else {
      return null;
    }
    BigInteger x = slope.pow(2).subtract(one.x()).subtract(two.x()).mod(P);
    return new Point(x, slope.multiply(one.x().subtract(x)).subtract(one.y()).mod(P));
  }

  private static Point multiply(BigInteger times, Point point) {
    Point sum = null;
    for (int bit = times.bitLength() - 1; bit >= 0; bit--) {
      sum = add(sum, sum);
      if (times.testBit(bit)) {
        sum = add(sum, point);
      }
    }
    return sum;
  }

  /** The number that is signed: SM3 over the signer's hash Z and the message. */
  private static BigInteger digest(byte[] message, String userId, Point key) {
    byte[] id = userId.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer z = ByteBuffer.allocate(2 + id.length + 6 * 32);
    z.putShort((short) (id.length * 8)).put(id).put(bytes(A)).put(bytes(B));
    z.put(bytes(G.x())).put(bytes(G.y())).put(bytes(key.x())).put(bytes(key.y()));
    ByteBuffer all = ByteBuffer.allocate(32 + message.length);
    return new BigInteger(1, sm3(all.put(sm3(z.array())).put(message).array()));
  }

  /** GB/T 32918.2, 7.1. */
  static boolean isSigned(byte[] message, byte[] signature, String userId, Point key) {
    if (signature.length != 64) {
      return false;
    }
    BigInteger r = new BigInteger(1, Arrays.copyOf(signature, 32));
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    BigInteger t = r.add(s).mod(N);
    Point sum = add(multiply(s, G), multiply(t, key));
    return digest(message, userId, key).add(sum.x()).mod(N).equals(r);
  }

  /** GB/T 32918.2, 6.1, with a secret number that the caller chooses. */
  static byte[] sign(byte[] message, String userId, BigInteger privateKey, BigInteger number) {
    BigInteger r =
        digest(message, userId, publicKey(privateKey)).add(multiply(number, G).x()).mod(N);
    BigInteger s =
        privateKey
            .add(BigInteger.ONE)
            .modInverse(N)
            .multiply(number.subtract(r.multiply(privateKey)))
            .mod(N);
    return ByteBuffer.allocate(64).put(bytes(r)).put(bytes(s)).array();
  }

  private static byte[] bytes(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] result = new byte[32];
    int length = Math.min(bytes.length, 32);
    System.arraycopy(bytes, bytes.length - length, result, 32 - length, length);
    return result;
  }

  /** GB/T 32905. */
  static byte[] sm3(byte[] message) {
    int[] v = {
      0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e
    };
    int padded = (message.length + 9 + 63) / 64 * 64;
    ByteBuffer blocks = ByteBuffer.allocate(padded).put(message).put((byte) 0x80);
    blocks.putLong(padded - 8, message.length * 8L).position(0);
    while (blocks.hasRemaining()) {
      compress(v, blocks);
    }
    ByteBuffer result = ByteBuffer.allocate(32);
    Arrays.stream(v).forEach(result::putInt);
    return result.array();
  }

  private static void compress(int[] v, ByteBuffer block) {
    int[] w = new int[68];
    for (int j = 0; j < 68; j++) {
      w[j] =
          j < 16
              ? block.getInt()
              : p1(w[j - 16] ^ w[j - 9] ^ left(w[j - 3], 15)) ^ left(w[j - 13], 7) ^ w[j - 6];
    }
    int[] x = v.clone();
    for (int j = 0; j < 64; j++) {
      int constant = left(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32);
      int ss1 = left(left(x[0], 12) + x[4] + constant, 7);
      int ss2 = ss1 ^ left(x[0], 12);
      int ff = j < 16 ? x[0] ^ x[1] ^ x[2] : x[0] & x[1] | x[0] & x[2] | x[1] & x[2];
      int gg = j < 16 ? x[4] ^ x[5] ^ x[6] : x[4] & x[5] | ~x[4] & x[6];
      int tt1 = ff + x[3] + ss2 + (w[j] ^ w[j + 4]);
      int tt2 = gg + x[7] + ss1 + w[j];
      x =
          new int[] {
            tt1,
            x[0],
            left(x[1], 9),
            x[2],
            tt2 ^ left(tt2, 9) ^ left(tt2, 17),
            x[4],
            left(x[5], 19),
            x[6]
          };
    }
    for (int i = 0; i < 8; i++) {
      v[i] ^= x[i];
    }
  }

  private static int p1(int x) {
    return x ^ left(x, 15) ^ left(x, 23);
  }

  private static int left(int x, int bits) {
    return Integer.rotateLeft(x, bits);
  }

  /** Decrypts SM4 in ECB mode and takes the padding off. */
  static byte[] sm4(byte[] encrypted, byte[] key) {
    byte[] plain = sm4Blocks(encrypted, key, false);
    return Arrays.copyOf(plain, plain.length - plain[plain.length - 1]);
  }

  /** Encrypts with SM4 in ECB mode after padding. */
  static byte[] sm4Encrypted(byte[] plain, byte[] key) {
    int padding = 16 - plain.length % 16;
    byte[] padded = Arrays.copyOf(plain, plain.length + padding);
    Arrays.fill(padded, plain.length, padded.length, (byte) padding);
    return sm4Blocks(padded, key, true);
  }

  private static byte[] sm4Blocks(byte[] input, byte[] key, boolean encrypt) {
    ByteBuffer result = ByteBuffer.allocate(input.length);
    for (int at = 0; at < input.length; at += 16) {
      result.put(sm4Block(Arrays.copyOfRange(input, at, at + 16), key, encrypt));
    }
    return result.array();
  }

  /** GB/T 32907: one block. */
  static byte[] sm4Block(byte[] input, byte[] key, boolean encrypt) {
    int[] family = {0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc};
    int[] k = new int[36];
    ByteBuffer keyWords = ByteBuffer.wrap(key);
    for (int i = 0; i < 4; i++) {
      k[i] = keyWords.getInt() ^ family[i];
    }
    for (int i = 0; i < 32; i++) {
      int b = substitute(k[i + 1] ^ k[i + 2] ^ k[i + 3] ^ constant(i));
      k[i + 4] = k[i] ^ b ^ left(b, 13) ^ left(b, 23);
    }
    int[] x = new int[36];
    ByteBuffer words = ByteBuffer.wrap(input);
    for (int i = 0; i < 4; i++) {
      x[i] = words.getInt();
    }
    for (int i = 0; i < 32; i++) {
      int roundKey = k[encrypt ? i + 4 : 35 - i];
      int b = substitute(x[i + 1] ^ x[i + 2] ^ x[i + 3] ^ roundKey);
      x[i + 4] = x[i] ^ b ^ left(b, 2) ^ left(b, 10) ^ left(b, 18) ^ left(b, 24);
    }
    return ByteBuffer.allocate(16).putInt(x[35]).putInt(x[34]).putInt(x[33]).putInt(x[32]).array();
  }

  private static int constant(int round) {
    int word = 0;
    for (int j = 0; j < 4; j++) {
      word = word << 8 | (4 * round + j) * 7 & 0xff;
    }
    return word;
  }

  private static int substitute(int word) {
    int result = 0;
    for (int shift = 24; shift >= 0; shift -= 8) {
      result = result << 8 | box(word >>> shift & 0xff);
    }
    return result;
  }

  /**
   * The box in closed form: an affine map, the inverse in GF(2^8) by x^8+x^7+x^6+x^5+x^4+x^2+1, the
   * affine map again. The map takes bit i of the result from the bits of the input under a mask
   * that is turned i places, and adds 0xd3.
   */
  private static int box(int x) {
    return affine(inverse(affine(x)));
  }

  private static int affine(int x) {
    int result = 0;
    for (int bit = 0; bit < 8; bit++) {
      int mask = 0xa7 << bit | 0xa7 >>> 8 - bit;
      result |= (Integer.bitCount(x & mask & 0xff) & 1) << bit;
    }
    return result ^ 0xd3;
  }

  private static int inverse(int x) {
    int result = 1;
    for (int i = 0; i < 254; i++) {
      result = product(result, x);
    }
    return result;
  }

  private static int product(int one, int two) {
    int result = 0;
    for (int a = one, b = two; b != 0; b >>>= 1) {
      if ((b & 1) != 0) {
        result ^= a;
      }
      a <<= 1;
      if ((a & 0x100) != 0) {
        a ^= 0x1f5;
      }
    }
    return result;
  }
}
