package org.duima.demo.simulator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;

/**
 * What a sealed body needs on the platform's side.
 *
 * @param appSecret the application's secret, ASCII
 * @param platformKey signs answers
 * @param hospitalKey checks requests
 */
record SmKeys(
    String appSecret, ECPrivateKeyParameters platformKey, ECPublicKeyParameters hospitalKey) {
  /** The application's secret. */
  static final String APP_SECRET = "app-secret";

  /** The platform's private key, in hexadecimal. */
  static final String PLATFORM_PRIVATE = "platform-private-key";

  /** The platform's public key, for the hospital. */
  static final String PLATFORM_PUBLIC = "platform-public-key";

  /** The hospital's private key, for the hospital; written only when the keys are made. */
  static final String HOSPITAL_PRIVATE = "hospital-private-key";

  /** The hospital's public key, the uncompressed point in hexadecimal. */
  static final String HOSPITAL_PUBLIC = "hospital-public-key";

  /**
   * Reads the keys of a folder.
   *
   * @throws SetupException naming the file that is missing or holds no key
   */
  static SmKeys read(Path folder) {
    String secret = SecretFile.read(folder.resolve(APP_SECRET));
    if (!secret.matches("[!-~]+")) {
      throw new SetupException(
          "应为 ASCII 字符 / must be ASCII characters: " + folder.resolve(APP_SECRET));
    }
    return new SmKeys(
        secret,
        key(folder.resolve(PLATFORM_PRIVATE), Sm::privateKey),
        key(folder.resolve(HOSPITAL_PUBLIC), Sm::publicKey));
  }

  /** Makes the keys of both sides in a folder where there are none yet, and reads them. */
  static SmKeys readOrGenerate(Path folder) {
    if (!Files.exists(folder.resolve(PLATFORM_PRIVATE))) {
      Sm.Pair platform = Sm.newPair();
      Sm.Pair hospital = Sm.newPair();
      SecretFile.readOrGenerate(folder.resolve(APP_SECRET));
      SecretFile.write(folder.resolve(HOSPITAL_PRIVATE), hospital.privateKey());
      SecretFile.write(folder.resolve(HOSPITAL_PUBLIC), hospital.publicKey());
      SecretFile.write(folder.resolve(PLATFORM_PUBLIC), platform.publicKey());
      SecretFile.write(folder.resolve(PLATFORM_PRIVATE), platform.privateKey());
    }
    return read(folder);
  }

  private static <T> T key(Path file, Function<String, T> reader) {
    try {
      return reader.apply(SecretFile.read(file));
    } catch (IllegalArgumentException e) {
      // no cause: the library's text could hold part of the key
      throw new SetupException("不是十六进制的SM2密钥 / no SM2 key in hexadecimal: " + file);
    }
  }
}
