package org.duima.engine.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.duima.api.RawMessage;
import org.duima.api.receive.Reading;

/**
 * Names messages whose sender gave them no control id, so that a file or queue message that comes
 * again after a crash is recognised. The name follows from where the message came and what is in
 * it; equal messages of one body are told apart by their count, since both may be meant.
 */
final class Origin {
  private static final int BYTES = 16;

  private Origin() {}

  /**
   * @param origin name of the file or id of the queue message, null if the transport has neither
   * @return the same reading where nothing is to be named
   */
  static Reading named(Reading reading, String origin) {
    if (origin == null
        || reading.messages().stream().noneMatch(message -> message.controlId().isBlank())) {
      return reading;
    }
    Map<String, Integer> seen = new HashMap<>();
    List<Reading.Part> parts = new ArrayList<>();
    for (Reading.Part part : reading.parts()) {
      if (part instanceof Reading.Readable readable && readable.message().controlId().isBlank()) {
        RawMessage message = readable.message();
        String hash = hash(origin, message.body());
        int copy = seen.merge(hash, 1, Integer::sum);
        parts.add(new Reading.Readable(named(message, "o-" + hash + "-" + copy)));
      } else {
        parts.add(part);
      }
    }
    return new Reading(parts, reading.envelope(), reading.findings());
  }

  private static RawMessage named(RawMessage message, String controlId) {
    return new RawMessage(
        message.format(),
        message.sender(),
        controlId,
        message.type(),
        message.laneKey(),
        message.body(),
        message.receivedAt(),
        message.names());
  }

  /** A hash, because the name of a file may hold a patient's. */
  private static String hash(String origin, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] name = origin.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).array());
      digest.update(name);
      return HexFormat.of().formatHex(digest.digest(body), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
