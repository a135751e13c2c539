package org.duima.web.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Text;
import org.duima.api.ledger.LedgerView;
import org.duima.api.settlement.ListForm;
import org.duima.api.settlement.PrintedList;
import org.duima.web.internal.Operation.Kind;

/** Settlement lists in the form of the paper. */
public final class FormResource implements Resource {
  private static final String PDF = "pdf";
  private static final String HTML = "html";

  private final LedgerView ledger;
  private final Supplier<Optional<ListForm>> form;

  /**
   * @param form may be missing for a while
   */
  public FormResource(LedgerView ledger, Supplier<Optional<ListForm>> form) {
    this.ledger = ledger;
    this.form = form;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.get("/api/lists/{setlId}/form", "打印清单", "A list in the form of the paper")
            .query("format", "pdf（默认）、html", "pdf (by default) or html")
            .query("version", Kind.INTEGER, "版本，默认为现在的内容", "version, by default what it says now")
            .produces("application/pdf", "text/html")
            .answers(200, "清单", "the list")
            .answers(
                404,
                "没有这张清单或这个版本，或没有留下内容",
                "no such list or version, or nothing was kept of what it said")
            .answers(503, "打印尚未就绪", "printing is not there yet")
            .by(this::print));
  }

  private Object print(Call call) throws ProblemException {
    ListForm printer = ProblemException.present(form, "打印", "printing");
    String format = call.parameter("format").isEmpty() ? PDF : call.parameter("format");
    if (!List.of(PDF, HTML).contains(format)) {
      throw ProblemException.bad("没有这种格式：" + format, "no such format: " + format);
    }
    PrintedList list =
        ledger
            .printed(call.path("setlId"), version(call.parameter("version")))
            .orElseThrow(
                () ->
                    new ProblemException(
                        404,
                        new Text(
                            "没有这张清单或这个版本，或没有留下内容",
                            "no such list or version, or nothing was kept of what it said")));
    return format.equals(PDF)
        ? new Download("application/pdf", fileName(list), out -> printer.pdf(list, out))
        : new Download("text/html; charset=utf-8", "", out -> printer.html(list, out));
  }

  private static int version(String text) throws ProblemException {
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw ProblemException.bad("version 应为正整数", "version: expected a whole number above 0");
    }
    return Integer.parseInt(text);
  }

  /** Names the settlement alone, and nobody. */
  private static String fileName(PrintedList list) {
    return list.setlId().replaceAll("[^A-Za-z0-9._-]", "_") + "." + PDF;
  }
}
