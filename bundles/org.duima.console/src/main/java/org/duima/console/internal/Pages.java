package org.duima.console.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The console's files in memory. The first page is {@code index.html}; everything else has a path
 * that begins with the hash of all files, so that it never changes under a path and a browser keeps
 * it for good. Immutable.
 */
public final class Pages {
  static final String FIRST = "index.html";

  /** In the first page it stands for the folder of the others. */
  private static final String FOLDER = "{folder}";

  private static final int HASH_LETTERS = 16;
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /**
   * One answer.
   *
   * @param entityTag in quotes, as HTTP writes it
   * @param unchanging whether the path stands for these bytes for ever
   */
  record Page(byte[] body, String type, String entityTag, boolean unchanging) {}

  private final Map<String, Page> pages = new TreeMap<>();

  /**
   * @param files content by path, such as {@code js/app.js}; {@code index.html} must be among them
   * @throws IllegalArgumentException if there is no first page, or a file of an unknown type
   */
  public Pages(Map<String, byte[]> files) {
    byte[] first = files.get(FIRST);
    if (first == null) {
      throw new IllegalArgumentException(FIRST + " is missing");
    }
    String folder = hash(files);
    files.forEach(
        (path, body) -> {
          if (!path.equals(FIRST)) {
            pages.put(folder + "/" + path, page(path, body, folder, true));
          }
        });
    String html = new String(first, StandardCharsets.UTF_8).replace(FOLDER, folder);
    pages.put("", page(FIRST, html.getBytes(StandardCharsets.UTF_8), folder, false));
  }

  /**
   * Finds a page.
   *
   * @param path below {@code /console/}, empty for the first page
   */
  Optional<Page> find(String path) {
    return Optional.ofNullable(pages.get(path));
  }

  private static Page page(String path, byte[] body, String hash, boolean unchanging) {
    String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalArgumentException("no media type for " + path);
    }
    return new Page(body, type, '"' + hash + '"', unchanging);
  }

  private static String hash(Map<String, byte[]> files) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    new TreeMap<>(files)
        .forEach(
            (path, body) -> {
              digest.update((path + '\0' + body.length + '\0').getBytes(StandardCharsets.UTF_8));
              digest.update(body);
            });
    return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_LETTERS);
  }
}
