package org.duima.web.internal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Finding;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertFeedback;
import org.duima.api.alert.AlertFeedback.Outcome;
import org.duima.api.alert.OrderDoor;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.OrderRequest.Stated;
import org.duima.api.alert.Scene;

/** Takes any text as an order, refuses {@code wrong}, and breaks on {@code broken}. */
final class PlayedDoor implements OrderDoor {
  @Override
  public String family() {
    return "played";
  }

  @Override
  public Asked read(String what, byte[] body, Instant at) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.contains("broken")) {
      throw new IllegalStateException("a defect that quotes " + text);
    }
    if (text.contains("wrong")) {
      return new Refused(404, Finding.error("played", "", "错", "wrong"), what);
    }
    if (what.endsWith("/feedback")) {
      return new Told(List.of(new AlertFeedback(text, Outcome.ACCEPTED, "", "", at)), what);
    }
    return new Question(
        new OrderRequest(
            text,
            family(),
            Scene.SIGN,
            "",
            LocalDateTime.ofInstant(at, ZoneOffset.UTC),
            List.of(),
            "",
            "",
            Stated.NOTHING,
            List.of(),
            List.of(),
            Set.of()),
        what,
        List.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] answer(Question asked, AlertAnswer answer) {
    return bytes("{\"cards\":[],\"what\":\"%s\",\"名\":\"◎\"}".formatted(asked.frame()));
  }

  @Override
  public byte[] answer(Told told, Set<String> unknownAlerts) {
    return bytes("{\"unknown\":\"%s\"}".formatted(String.join(",", unknownAlerts)));
  }

  @Override
  public byte[] answer(Refused refused) {
    return bytes("{\"refused\":\"%s\"}".formatted(refused.frame()));
  }

  @Override
  public Optional<byte[]> discovery() {
    return Optional.of(bytes("{\"services\":[]}"));
  }
}
