package org.duima.source.fhir4.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.AlertAnswer.OverrideReason;
import org.duima.api.alert.Opinion.Evidence;

/** Writes answers of CDS Hooks. */
final class Cards {
  /** One sentence of less than 140 characters. */
  static final int LONGEST_SUMMARY = 139;

  private static final int LONGEST_LABEL = 80;
  private static final int MOST_FACTS = 12;
  private static final int MOST_FINDINGS = 20;

  /** With more lines than this it is no use to offer to take each away. */
  private static final int MOST_DELETIONS = 4;

  private static final String FINDINGS = "org.duima.findings";
  private static final String MISSED = "org.duima.missed";
  private static final Text SELF_PAY = new Text("转自费（须患者知情同意）", "Self-pay, with consent");

  private static final Map<String, String> FACTS =
      Map.ofEntries(
          Map.entry("sex", "性别"),
          Map.entry("age", "年龄"),
          Map.entry("birthDate", "出生日期"),
          Map.entry("insurance", "险种"),
          Map.entry("visit", "就诊方式"),
          Map.entry("level", "医院等级"),
          Map.entry("department", "科室"),
          Map.entry("diagnosis", "诊断"),
          Map.entry("diagnoses", "诊断"),
          Map.entry("procedure", "手术操作"),
          Map.entry("allergy", "过敏"),
          Map.entry("maternity", "妊娠哺乳"),
          Map.entry("earlier", "既往医嘱"),
          Map.entry("quantity", "数量"),
          Map.entry("days", "天数"),
          Map.entry("dose", "剂量"),
          Map.entry("amount", "金额"));

  private Cards() {}

  /** Writes with a generator into memory. */
  @FunctionalInterface
  interface Writing {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] json(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
    try (JsonGenerator json = JsonText.FACTORY.createGenerator(bytes)) {
      writing.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  static byte[] write(AlertAnswer answer, List<Finding> findings) {
    Set<String> drafts = new HashSet<>();
    answer.request().lines().forEach(line -> drafts.add(line.id()));
    return json(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("cards");
          for (Alert alert : answer.shown()) {
            card(json, alert, drafts, answer.reasons());
          }
          json.writeEndArray();
          extension(json, answer.missed(), findings);
          json.writeEndObject();
        });
  }

  private static void card(
      JsonGenerator json, Alert alert, Set<String> drafts, List<OverrideReason> reasons)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("uuid", alert.id());
    json.writeStringField("summary", summary(alert));
    json.writeStringField("detail", detail(alert));
    json.writeStringField(
        "indicator",
        switch (alert.reaction()) {
          case BLOCK -> "critical";
          case WARN -> "warning";
          case HINT -> "info";
        });
    source(json, alert);
    suggestions(json, alert, drafts);
    if (!reasons.isEmpty()) {
      json.writeArrayFieldStart("overrideReasons");
      for (OverrideReason reason : reasons) {
        json.writeStartObject();
        json.writeStringField("code", reason.code());
        json.writeStringField("system", Systems.REASON);
        json.writeStringField("display", Markdown.line(reason.text().zh()));
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** Plain text, Chinese only: there is no room for both languages. */
  static String summary(Alert alert) {
    String rule = "【" + Markdown.line(alert.ruleClass().name().zh()) + "】";
    return Markdown.cut(rule + Markdown.line(alert.text().zh()), LONGEST_SUMMARY);
  }

  private static String detail(Alert alert) {
    StringBuilder detail = new StringBuilder(512);
    detail.append(Markdown.escaped(alert.text().zh()));
    if (!alert.text().en().isBlank()) {
      detail.append("  \n").append(Markdown.escaped(alert.text().en()));
    }
    paragraph(detail, "依据 / Basis", alert.basis());
    paragraph(detail, "建议 / Suggestion", alert.suggestion());
    alert.amount().ifPresent(amount -> paragraph(detail, "涉及金额 / Amount", amount + " 元 (CNY)"));
    facts(detail, alert.facts());
    if (!alert.points().isEmpty()) {
      paragraph(
          detail,
          "知识点 / Knowledge points",
          Markdown.escaped(String.join("、", alert.points())) + batches(alert));
    }
    return detail.toString();
  }

  private static String batches(Alert alert) {
    return alert.batches().isEmpty()
        ? ""
        : "（" + Markdown.escaped(String.join("、", alert.batches())) + "）";
  }

  private static void facts(StringBuilder detail, List<Evidence> facts) {
    if (facts.isEmpty()) {
      return;
    }
    detail.append("\n\n**事实 / Facts**\n");
    for (Evidence fact : facts.subList(0, Math.min(facts.size(), MOST_FACTS))) {
      String name = FACTS.containsKey(fact.name()) ? FACTS.get(fact.name()) + " " : "";
      detail
          .append("\n- ")
          .append(name)
          .append(Markdown.escaped(fact.name()))
          .append("：")
          .append(Markdown.escaped(fact.value()));
      if (!fact.source().isBlank()) {
        detail.append("（").append(Markdown.escaped(fact.source())).append("）");
      }
    }
  }

  private static void paragraph(StringBuilder detail, String title, Text text) {
    String zh = Markdown.escaped(text.zh());
    String en = Markdown.escaped(text.en());
    if (!zh.isEmpty() || !en.isEmpty()) {
      paragraph(
          detail,
          title,
          zh.isEmpty() || en.isEmpty() || zh.equals(en)
              ? (zh.isEmpty() ? en : zh)
              : zh + " / " + en);
    }
  }

  private static void paragraph(StringBuilder detail, String title, String markdown) {
    detail.append("\n\n**").append(title).append("**：").append(markdown);
  }

  private static void source(JsonGenerator json, Alert alert) throws IOException {
    json.writeObjectFieldStart("source");
    String batches = alert.batches().isEmpty() ? "" : " " + String.join("、", alert.batches());
    json.writeStringField("label", Markdown.cut(Markdown.line("医保智能监管" + batches), LONGEST_LABEL));
    json.writeObjectFieldStart("topic");
    String published = alert.ruleClass().gzCode();
    json.writeStringField("system", Systems.RULE);
    json.writeStringField("code", published.isEmpty() ? alert.ruleClass().id() : published);
    json.writeStringField("display", Markdown.line(alert.ruleClass().name().zh()));
    json.writeEndObject();
    json.writeEndObject();
  }

  /** A way out that the client can carry out; nothing is offered that would not be right. */
  private record Offer(String label, String deleted) {}

  private static void suggestions(JsonGenerator json, Alert alert, Set<String> drafts)
      throws IOException {
    List<Offer> offers = new ArrayList<>();
    if (alert.selfPayOffered()) {
      // no action: the patient has to agree first
      offers.add(new Offer(SELF_PAY.toString(), ""));
    }
    List<String> lines = alert.lineIds().stream().filter(drafts::contains).toList();
    if (lines.size() <= MOST_DELETIONS) {
      for (String line : lines) {
        if (isReference(line)) {
          offers.add(new Offer("取消 " + name(alert, line), line));
        }
      }
    }
    if (offers.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("suggestions");
    for (Offer offer : offers) {
      json.writeStartObject();
      json.writeStringField("label", Markdown.cut(offer.label(), LONGEST_LABEL));
      json.writeStringField("uuid", suggestionId(alert, offer));
      if (!offer.deleted().isEmpty()) {
        json.writeArrayFieldStart("actions");
        json.writeStartObject();
        json.writeStringField("type", "delete");
        json.writeStringField("description", offer.label());
        json.writeStringField("resourceId", offer.deleted());
        json.writeEndObject();
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("selectionBehavior", "any");
  }

  /** A line without an id is named by its place in the request, which nobody can delete. */
  private static boolean isReference(String line) {
    return line.indexOf('/') > 0;
  }

  private static String name(Alert alert, String line) {
    int index = alert.lineIds().indexOf(line);
    String name =
        index < alert.itemNames().size() ? Markdown.line(alert.itemNames().get(index)) : "";
    return name.isEmpty() ? line : name;
  }

  /** The same for the same card, whenever it is asked. */
  private static String suggestionId(Alert alert, Offer offer) {
    return UUID.nameUUIDFromBytes(
            (alert.id() + "|" + offer.deleted()).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  private static void extension(JsonGenerator json, List<String> missed, List<Finding> findings)
      throws IOException {
    if (missed.isEmpty() && findings.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart("extension");
    if (!missed.isEmpty()) {
      json.writeArrayFieldStart(MISSED);
      for (String name : missed) {
        json.writeString(name);
      }
      json.writeEndArray();
    }
    if (!findings.isEmpty()) {
      json.writeArrayFieldStart(FINDINGS);
      for (Finding finding : findings.subList(0, Math.min(findings.size(), MOST_FINDINGS))) {
        json.writeStartObject();
        json.writeStringField("rule", finding.rule());
        json.writeStringField("path", finding.path());
        json.writeStringField("text", finding.text().toString());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** An OperationOutcome, which is what FHIR clients expect of an error. */
  static byte[] outcome(int status, Finding reason) {
    return json(
        json -> {
          json.writeStartObject();
          json.writeStringField("resourceType", "OperationOutcome");
          json.writeArrayFieldStart("issue");
          json.writeStartObject();
          json.writeStringField(
              "severity", reason.severity() == Severity.ERROR ? "error" : "warning");
          json.writeStringField(
              "code",
              status == 404
                  ? "not-found"
                  : reason.rule().equals("cds.missing")
                      ? "required"
                      : reason.rule().equals("cds.json") ? "structure" : "value");
          json.writeObjectFieldStart("details");
          json.writeStringField("text", reason.text().toString());
          json.writeEndObject();
          if (!reason.path().isEmpty()) {
            json.writeStringField("diagnostics", reason.rule() + " " + reason.path());
          }
          json.writeEndObject();
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
