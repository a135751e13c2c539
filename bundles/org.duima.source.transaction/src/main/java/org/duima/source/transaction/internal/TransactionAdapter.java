package org.duima.source.transaction.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.Parsed;
import org.duima.api.RawMessage;
import org.duima.api.Severity;
import org.duima.api.site.Site;
import org.duima.api.site.Sites;
import org.duima.api.spi.SourceAdapter;

/** Reads copies of national transactions. */
public class TransactionAdapter implements SourceAdapter {
  /** The format of its messages. */
  public static final String FORMAT = "transaction";

  private final Sites sites;
  private final TransactionMapping mapping;

  /**
   * @param mapping loaded at least once
   */
  public TransactionAdapter(Sites sites, TransactionMapping mapping) {
    this.sites = sites;
    this.mapping = mapping;
  }

  @Override
  public final String format() {
    return FORMAT;
  }

  @Override
  public final Parsed parse(RawMessage message, long arrivalNumber) {
    List<Finding> findings = new ArrayList<>();
    Optional<Copy> copy = copy(message.body(), arrivalNumber, findings);
    if (copy.isEmpty()) {
      return new Parsed(List.of(), findings);
    }
    Site site = sites.current();
    Rules.Transaction rules = mapping.rules().transaction(copy.get().infno);
    if (rules == null) {
      findings.add(
          Finding.info(
              "transaction.unsupported",
              "infno",
              "交易 " + shown(copy.get().infno) + " 与结算清单无关或尚不支持，已留存但不使用",
              "transaction " + shown(copy.get().infno) + " is kept but not used for the list"));
      return new Parsed(List.of(), findings);
    }
    if (copy.get().failed()) {
      findings.add(
          Finding.info(
              "transaction.failed",
              "infcode",
              "该交易未成功 (infcode 不为 0)，不使用",
              "the transaction did not succeed (infcode is not 0) and is not used"));
      return new Parsed(List.of(), findings);
    }
    if (!findInstitution(copy.get(), rules, site, findings)) {
      return new Parsed(List.of(), findings);
    }
    return new Parsed(
        new EventReader(copy.get(), rules, site, arrivalNumber, message.receivedAt()).events(),
        findings);
  }

  private static Optional<Copy> copy(byte[] body, long arrivalNumber, List<Finding> findings) {
    try {
      JsonNode document = Json.read(body);
      if (!(document instanceof ObjectNode object)) {
        findings.add(
            Finding.error(
                "transaction.not-an-object",
                "",
                "应为一个 JSON 对象：{\"infno\":…,\"input\":…,\"output\":…}",
                "expected one JSON object: {\"infno\":…,\"input\":…,\"output\":…}"));
        return Optional.empty();
      }
      if (Copy.text(object.path("infno")).isEmpty()) {
        findings.add(
            Finding.error(
                "transaction.no-infno",
                "infno",
                "缺少交易编号 infno；请原样带上",
                "infno is missing; send the transaction number along"));
        return Optional.empty();
      }
      return Optional.of(Copy.of(object, arrivalNumber, findings));
    } catch (JsonProcessingException e) {
      findings.add(Json.finding(e));
      return Optional.empty();
    }
  }

  /** An infno is four digits and perhaps a letter; anything else may be anything. */
  private static String shown(String infno) {
    return infno.matches("[0-9]{4}[A-Z]?") ? infno : "?";
  }

  private static boolean findInstitution(
      Copy copy, Rules.Transaction rules, Site site, List<Finding> findings) {
    String said =
        copy.first(rules.sources("@institution"), Severity.WARNING)
            .map(Copy.Found::value)
            .orElse("");
    if (said.isEmpty()) {
      Optional<Site.Institution> only = site.institutionOf("");
      if (only.isEmpty()) {
        findings.add(
            Finding.error(
                "transaction.no-institution",
                "fixmedins_code",
                "未说明是哪家机构；请带上 fixmedins_code，或在 org.duima.site.cfg 中只配置一家机构",
                "the institution is not named; send fixmedins_code along or configure a single"
                    + " institution in org.duima.site.cfg"));
        return false;
      }
      copy.institution = only.get().code();
      return true;
    }
    if (!site.institutions().isEmpty() && !site.institutions().containsKey(said)) {
      findings.add(
          Finding.error(
              "transaction.unknown-institution",
              "fixmedins_code",
              "fixmedins_code 不是本院配置的机构；请核对发送方，或补充 org.duima.site.cfg",
              "fixmedins_code is none of the configured institutions; check the sender or add it to"
                  + " org.duima.site.cfg"));
      return false;
    }
    copy.institution = said;
    return true;
  }
}
