package org.duima.ledger.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.duima.api.RawMessage;

/**
 * A message in the form in which it is stored. Made by the thread that hands the message over, so
 * that hashing and deflating do not burden the one writer.
 */
record InboxRow(
    RawMessage message,
    String sender,
    String controlId,
    String type,
    String laneKey,
    Long identity,
    byte[] sha256,
    byte[] deflated,
    Set<String> names) {
  /** Longer than header values are in any standard; the body keeps the whole. */
  private static final int MAX_TEXT = 500;

  /** So many digits always fit into a long. */
  private static final int MAX_DIGITS = 18;

  static InboxRow of(RawMessage message) {
    String sender = column(message.sender());
    String controlId = column(message.controlId());
    return new InboxRow(
        message,
        sender,
        controlId,
        column(message.type()),
        column(message.laneKey()),
        controlId.isBlank() ? null : identity(sender, controlId),
        sha256(message.body()),
        Deflated.deflate(message.body()),
        names(message));
  }

  /** One that no column takes whole would lead to what it does not mean. */
  private static Set<String> names(RawMessage message) {
    return message.names().stream()
        .filter(name -> name.equals(column(name)))
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean isSameMessage(String otherSender, String otherControlId) {
    return sender.equals(otherSender) && controlId.equals(otherControlId);
  }

  boolean hasSameBody(byte[] otherSha256) {
    return Arrays.equals(sha256, otherSha256);
  }

  /**
   * Equal for equal senders and control ids, and neighbours for ids that are counted up: new rows
   * then go to few pages of the index. Different ids may share a number; the texts decide.
   */
  static long identity(String sender, String controlId) {
    int digits = controlId.length();
    while (digits > 0
        && controlId.length() - digits < MAX_DIGITS
        && controlId.charAt(digits - 1) >= '0'
        && controlId.charAt(digits - 1) <= '9') {
      digits--;
    }
    String counter = controlId.substring(digits);
    long number = counter.isEmpty() ? 0 : Long.parseLong(counter);
    byte[] hash =
        sha256((sender + '\n' + controlId.substring(0, digits)).getBytes(StandardCharsets.UTF_8));
    return (long) ByteBuffer.wrap(hash).getInt() << Integer.SIZE | (number & 0xffffffffL);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What every database takes: no NUL, no half of a surrogate pair, not endless. */
  static String column(String text) {
    return column(text, MAX_TEXT);
  }

  static String column(String text, int maxLength) {
    String cut = text.length() > maxLength ? text.substring(0, maxLength) : text;
    boolean clean = true;
    for (int i = 0; i < cut.length() && clean; i++) {
      char c = cut.charAt(i);
      clean = c != 0 && !Character.isSurrogate(c);
    }
    return clean
        ? cut
        : new String(
            cut.replace('\u0000', '\ufffd').getBytes(StandardCharsets.UTF_8),
            StandardCharsets.UTF_8);
  }
}
