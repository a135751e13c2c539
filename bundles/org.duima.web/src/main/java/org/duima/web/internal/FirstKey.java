package org.duima.web.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The API key of the first start, in a file that only the owner can read. */
public final class FirstKey {
  private static final int BYTES = 32;

  private FirstKey() {}

  /**
   * Reads the key, making it first if there is none.
   *
   * @param file where it is kept
   * @throws IOException if the file cannot be read or made
   */
  public static String in(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
      Files.createDirectories(file.getParent());
      FileSystem system = file.getFileSystem();
      try {
        if (system.supportedFileAttributeViews().contains("posix")) {
          Files.createFile(
              file,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
          Files.createFile(file);
        }
        Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
      } catch (FileAlreadyExistsException e) {
        return in(file);
      }
    }
    String key = Files.readString(file, StandardCharsets.UTF_8).trim();
    if (key.isEmpty()) {
      throw new IOException(file.getFileName() + " is empty");
    }
    return key;
  }
}
