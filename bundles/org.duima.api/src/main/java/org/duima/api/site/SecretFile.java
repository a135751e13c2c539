package org.duima.api.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A password, token or key in a file of its own, which nobody but the owner may read or write.
 * Where the file system knows no such rights they are not looked at.
 */
public final class SecretFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private SecretFile() {}

  /**
   * Reads the file that a setting names.
   *
   * @param settings of a configuration file
   * @param key the setting with the file's name
   * @param home directory that a relative name is looked up in
   * @return its text without white space around it, never empty
   * @throws IllegalArgumentException naming the key, the file as the setting does, and what to do;
   *     never holding what is in the file
   */
  public static String read(Map<String, String> settings, String key, Path home) {
    String name = settings.getOrDefault(key, "").trim();
    if (name.isEmpty()) {
      throw new IllegalArgumentException(key + ": 必填 / required");
    }
    Path file = home.resolve(name);
    try {
      if (!isOwnerOnly(file)) {
        throw new IllegalArgumentException(
            "%s: 其他用户可读写，请执行 / others may read or write it, run: chmod 600 %s"
                .formatted(key, name));
      }
      String secret = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (secret.isEmpty()) {
        throw new IllegalArgumentException(key + ": 文件为空 / the file is empty: " + name);
      }
      return secret;
    } catch (IOException e) {
      throw new IllegalArgumentException(key + ": 无法读取 / cannot be read: " + name, e);
    }
  }

  private static boolean isOwnerOnly(Path file) throws IOException {
    return !Files.getFileStore(file).supportsFileAttributeView("posix")
        || OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file));
  }
}
