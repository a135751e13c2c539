package org.duima.demo.simulator;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The signing token in a file that only its owner can read. */
final class SecretFile {
  private SecretFile() {}

  /** Reads the token. */
  static String read(Path file) {
    try {
      String secret = Files.readString(file).strip();
      if (secret.isEmpty()) {
        throw new SetupException("密钥文件为空 / the secret file is empty: " + file);
      }
      return secret;
    } catch (IOException e) {
      throw new SetupException("密钥文件无法读取 / the secret file cannot be read: " + file, e);
    }
  }

  /** Makes a token in a new file with mode 0600, or reads the one that is there. */
  static String readOrGenerate(Path file) {
    if (Files.exists(file)) {
      return read(file);
    }
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    write(file, secret);
    return read(file);
  }

  /** Writes a secret into a new file with mode 0600; one that is there is left alone. */
  static void write(Path file, String secret) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
      Files.writeString(file, secret + System.lineSeparator(), StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      // somebody else was faster: theirs counts
    } catch (IOException e) {
      throw new SetupException("密钥文件无法写入 / the secret file cannot be written: " + file, e);
    }
  }
}
