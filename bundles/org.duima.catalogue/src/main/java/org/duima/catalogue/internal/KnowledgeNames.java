package org.duima.catalogue.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of knowledge tables and batches. A table's name is part of file names and addresses. */
final class KnowledgeNames {
  private static final Pattern NUMBERED = Pattern.compile("第(\\d{1,4})批");
  private static final Pattern NOT_PLAIN = Pattern.compile("[^A-Za-z0-9._-]+");
  private static final int LONGEST = 40;

  private KnowledgeNames() {}

  private static String stem(String fileName) {
    return fileName.replaceFirst("\\.[^.]*$", "");
  }

  /** The batch that a file's name tells, else the name. */
  static String batchOfFile(String fileName) {
    Matcher number = NUMBERED.matcher(fileName);
    return number.find() ? number.group() : stem(fileName);
  }

  /** The table of a file: that of its batch if it has one only, else that of the file's name. */
  static String table(Set<String> batches, String fileName) {
    if (batches.size() != 1) {
      return plain(stem(fileName));
    }
    String batch = batches.iterator().next();
    Matcher number = NUMBERED.matcher(batch);
    return number.matches() ? "batch-" + number.group(1) : plain(batch);
  }

  /** A name of plain letters; one that loses some is told apart by a few digits of its hash. */
  private static String plain(String name) {
    String plain = NOT_PLAIN.matcher(name).replaceAll("-").replaceAll("^[-._]+|[-._]+$", "");
    String shortened = plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST);
    if (shortened.equals(name)) {
      return name;
    }
    String hash = HexFormat.of().formatHex(sha256(name), 0, 4);
    return shortened.isEmpty() ? hash : shortened + "-" + hash;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
