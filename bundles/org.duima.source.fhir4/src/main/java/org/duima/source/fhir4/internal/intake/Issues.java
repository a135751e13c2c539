package org.duima.source.fhir4.internal.intake;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.Text;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;

/** Findings in the words of FHIR. */
final class Issues {
  /** Rules of findings are codes of this system. */
  static final String SYSTEM = "urn:duima:finding";

  private static final Pattern LINE_AND_COLUMN = Pattern.compile("(-?[0-9]+):(-?[0-9]+)");
  private static final int BAD = 400;
  private static final int UNPROCESSABLE = 422;

  /**
   * @param type of the issue
   * @param status of HTTP where it keeps the whole from being taken
   */
  private record Kind(IssueType type, int status) {}

  private static final Kind OTHER = new Kind(IssueType.STRUCTURE, BAD);
  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          Map.entry("fhir.bundle-type", new Kind(IssueType.NOTSUPPORTED, UNPROCESSABLE)),
          Map.entry("fhir.entry-request", new Kind(IssueType.REQUIRED, UNPROCESSABLE)),
          Map.entry("fhir.entry-resource", new Kind(IssueType.REQUIRED, UNPROCESSABLE)),
          Map.entry("fhir.full-url", new Kind(IssueType.DUPLICATE, UNPROCESSABLE)),
          Map.entry("fhir.id", new Kind(IssueType.INVALID, BAD)),
          Map.entry("fhir.condition", new Kind(IssueType.NOTSUPPORTED, BAD)),
          Map.entry("fhir.condition-open", new Kind(IssueType.MULTIPLEMATCHES, 412)),
          Map.entry("fhir.known", new Kind(IssueType.INFORMATIONAL, BAD)),
          Map.entry("fhir.no-bundle-type", new Kind(IssueType.REQUIRED, UNPROCESSABLE)),
          Map.entry("fhir.no-entries", new Kind(IssueType.REQUIRED, UNPROCESSABLE)),
          Map.entry("fhir.message-header", new Kind(IssueType.REQUIRED, UNPROCESSABLE)),
          Map.entry("fhir.method", new Kind(IssueType.NOTSUPPORTED, UNPROCESSABLE)),
          Map.entry("fhir.not-used", new Kind(IssueType.NOTSUPPORTED, UNPROCESSABLE)),
          Map.entry("fhir.number", new Kind(IssueType.VALUE, BAD)),
          Map.entry("fhir.partial-date", new Kind(IssueType.VALUE, UNPROCESSABLE)),
          Map.entry("fhir.profile", new Kind(IssueType.INFORMATIONAL, BAD)),
          Map.entry("fhir.more", new Kind(IssueType.INFORMATIONAL, BAD)),
          Map.entry("fhir.reference", new Kind(IssueType.NOTFOUND, UNPROCESSABLE)),
          Map.entry("fhir.required", new Kind(IssueType.REQUIRED, UNPROCESSABLE)),
          Map.entry("fhir.too-deep", new Kind(IssueType.TOOCOSTLY, BAD)),
          Map.entry("fhir.too-large", new Kind(IssueType.TOOLONG, 413)),
          Map.entry("fhir.too-many", new Kind(IssueType.TOOLONG, 413)),
          Map.entry("fhir.type", new Kind(IssueType.INVALID, BAD)),
          Map.entry("fhir.unknown-type", new Kind(IssueType.NOTSUPPORTED, 404)),
          Map.entry("fhir.url", new Kind(IssueType.INVALID, UNPROCESSABLE)),
          Map.entry("fhir.value", new Kind(IssueType.VALUE, UNPROCESSABLE)));

  private Issues() {}

  private static Kind kind(Finding finding) {
    return KINDS.getOrDefault(finding.rule(), OTHER);
  }

  /** The status of HTTP that findings lead to: the first error decides. */
  static int status(List<Finding> findings) {
    return findings.stream()
        .filter(Finding::isError)
        .mapToInt(finding -> kind(finding).status())
        .findFirst()
        .orElse(BAD);
  }

  /** Findings as an outcome; one that says that all went well if there are none. */
  static OperationOutcome outcome(List<Finding> findings) {
    OperationOutcome outcome = new OperationOutcome();
    if (findings.isEmpty()) {
      issue(
          outcome,
          IssueSeverity.INFORMATION,
          IssueType.INFORMATIONAL,
          new Text("已落盘，没有发现问题", "stored for good; nothing was found wrong"));
    }
    for (Finding finding : findings) {
      OperationOutcomeIssueComponent issue =
          issue(outcome, severity(finding.severity()), kind(finding).type(), finding.text());
      issue.getDetails().addCoding().setSystem(SYSTEM).setCode(finding.rule());
      Matcher place = LINE_AND_COLUMN.matcher(finding.path());
      if (place.matches()) {
        issue.addLocation("Line " + place.group(1) + ", Col " + place.group(2));
      } else if (!finding.path().isEmpty()) {
        issue.addExpression(finding.path());
      }
    }
    return outcome;
  }

  /** An outcome of one issue. */
  static OperationOutcome outcome(int status, Text reason) {
    OperationOutcome outcome = new OperationOutcome();
    IssueType type =
        switch (status) {
          case 401 -> IssueType.LOGIN;
          case 403 -> IssueType.FORBIDDEN;
          case 404 -> IssueType.NOTFOUND;
          case 405, 406, 415 -> IssueType.NOTSUPPORTED;
          case 409 -> IssueType.CONFLICT;
          case 413 -> IssueType.TOOLONG;
          case 500 -> IssueType.EXCEPTION;
          case 503 -> IssueType.TRANSIENT;
          default -> IssueType.INVALID;
        };
    issue(outcome, status >= 500 ? IssueSeverity.FATAL : IssueSeverity.ERROR, type, reason);
    return outcome;
  }

  private static IssueSeverity severity(Severity severity) {
    return switch (severity) {
      case ERROR -> IssueSeverity.ERROR;
      case WARNING -> IssueSeverity.WARNING;
      case INFO -> IssueSeverity.INFORMATION;
    };
  }

  private static OperationOutcomeIssueComponent issue(
      OperationOutcome outcome, IssueSeverity severity, IssueType type, Text text) {
    OperationOutcomeIssueComponent issue = outcome.addIssue();
    issue.setSeverity(severity).setCode(type);
    issue.getDetails().setText(text.toString());
    return issue;
  }
}
