package org.duima.web.internal;

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.ledger.Inquiries;
import org.duima.api.ledger.InquiryView;
import org.duima.api.ledger.Role;
import org.duima.api.platform.Inquiry;
import org.duima.api.site.Sites;
import org.duima.web.internal.Operation.Kind;

/** Questions to the platform, and what it answered. */
public final class PlatformResource implements Resource {
  private static final int FEW = 100;
  private static final int MOST_LISTS = 10_000;

  private final Supplier<Optional<Inquiries>> inquiries;
  private final Supplier<Optional<InquiryView>> view;
  private final Supplier<Optional<Sites>> sites;
  private final Clock clock;

  public PlatformResource(
      Supplier<Optional<Inquiries>> inquiries,
      Supplier<Optional<InquiryView>> view,
      Supplier<Optional<Sites>> sites,
      Clock clock) {
    this.inquiries = inquiries;
    this.view = view;
    this.sites = sites;
    this.clock = clock;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.post("/api/platform/inquiries", "向平台查询", "Asks the platform")
            .roles(Role.OFFICE, Role.IT)
            .field(
                "kind",
                Kind.TEXT,
                "quality 质控，counts 数量，grouping 分组，dictionary 字典，catalogue 目录",
                "quality, counts, grouping, dictionary or catalogue")
            .optional("institution", Kind.TEXT, "机构编号，缺省为全部", "fixmedins_code, by default all")
            .optional(
                "month", Kind.MONTH, "结算年月", "month of settlement (quality, counts, grouping)")
            .optional("infno", Kind.TEXT, "交易编号", "4104 or 3607; of a catalogue 1301 to 1315")
            .optional("method", Kind.TEXT, "drg（3605）或 dip（3606）", "drg (3605) or dip (3606)")
            .optional("type", Kind.TEXT, "字典类型", "the platform's name of a dictionary")
            .optional("table", Kind.TEXT, "导入为哪个字典，缺省同类型", "the wire name to import it under")
            .optional("since", Kind.TEXT, "目录版本号，缺省为全部", "version of a catalogue, by default all")
            .answers(202, "已登记，附查询编号", "stored, with the numbers of the inquiries")
            .answers(503, "查询尚未就绪", "inquiries are not there yet")
            .by(this::ask),
        Operation.post(
                "/api/platform/reversals",
                "冲正一笔结果不明的交易（2601），须慎重",
                "Takes back a transaction whose result is not known (2601); to be done deliberately")
            .roles(Role.IT)
            .field("infno", Kind.TEXT, "原交易编号", "the transaction")
            .field("msgid", Kind.TEXT, "原报文号", "its message id")
            .field("psnNo", Kind.TEXT, "人员编号", "psn_no of it")
            .field("reason", Kind.TEXT, "原因，记入审计", "why, kept in the audit trail")
            .optional("insuredDivision", Kind.TEXT, "参保地区划", "insuplc_admdvs of the person")
            .optional("institution", Kind.TEXT, "机构编号，仅一个时可省", "fixmedins_code")
            .answers(202, "已登记，附查询编号", "stored, with the number of the inquiry")
            .answers(503, "查询尚未就绪", "inquiries are not there yet")
            .by(this::reverse),
        Operation.get("/api/platform/inquiries", "向平台的查询", "Inquiries, the newest first")
            .query("max", Kind.INTEGER, "最多几行，默认 100", "how many at most, by default 100")
            .answers(200, "查询与其状态", "inquiries with their state")
            .answers(503, "查询尚未就绪", "inquiries are not there yet")
            .by(call -> shown().inquiries(call.max(FEW))),
        Operation.get("/api/platform/inquiries/{number}", "一次查询", "One inquiry")
            .answers(200, "查询与其状态", "the inquiry with its state")
            .answers(404, "没有这次查询", "there is no such inquiry")
            .answers(503, "查询尚未就绪", "inquiries are not there yet")
            .by(this::inquiry),
        month("/api/platform/quality", "平台质控结果", "Quality control results of the platform")
            .answers(200, "逐份清单的质控结果与明细", "results with details, list by list")
            .by(call -> shown().quality(requiredMonth(call), MOST_LISTS)),
        month("/api/platform/counts", "平台与本地的清单数量", "The platform's counts beside ours")
            .answers(200, "各机构两方数量与差异", "both sides' numbers with the differences named")
            .by(call -> shown().counts(requiredMonth(call))),
        month("/api/platform/grouping", "平台分组结果", "Grouping results of the platform")
            .answers(200, "逐份清单的 DRG/DIP 分组", "the DRG or DIP group, list by list")
            .by(call -> shown().grouping(requiredMonth(call), MOST_LISTS)));
  }

  private static Operation.Builder month(String path, String zh, String en) {
    return Operation.get(path, zh, en)
        .query("month", Kind.MONTH, "结算年月，必填", "month of settlement, required")
        .answers(503, "查询尚未就绪", "inquiries are not there yet");
  }

  private InquiryView shown() throws ProblemException {
    return ProblemException.present(view, "平台查询", "inquiring");
  }

  private static YearMonth requiredMonth(Call call) throws ProblemException {
    call.required("month");
    return call.month("month");
  }

  private Object inquiry(Call call) throws ProblemException {
    String number = call.path("number");
    InquiryView known = shown();
    if (!number.matches("\\d{1,18}")) {
      throw ProblemException.notFound();
    }
    return known.inquiry(Long.parseLong(number)).orElseThrow(ProblemException::notFound);
  }

  private Object ask(Call call) throws ProblemException, IOException {
    Inquiries stored = ProblemException.present(inquiries, "平台查询", "inquiring");
    String kind = call.requiredField("kind");
    List<Long> numbers = new ArrayList<>();
    List<Inquiry> wanted = new ArrayList<>();
    for (String institution : institutions(call)) {
      wanted.add(made(() -> inquiry(call, kind, institution)));
      if (kind.equals("dictionary") || kind.equals("catalogue")) {
        // the same for all institutions of a region
        break;
      }
    }
    for (Inquiry inquiry : wanted) {
      numbers.add(stored.ask(inquiry, call.who(), "", "", clock.instant()));
    }
    return Answer.of(202, Map.of("numbers", numbers));
  }

  private static Inquiry inquiry(Call call, String kind, String institution)
      throws ProblemException, IOException {
    return switch (kind) {
      case "quality" -> new Inquiry.QualityResults(institution, monthOf(call), call.field("infno"));
      case "counts" -> Inquiry.Counts.of(institution, monthOf(call));
      case "grouping" -> new Inquiry.Grouping(institution, monthOf(call), method(call));
      case "dictionary" -> dictionary(call, institution);
      case "catalogue" -> {
        String since = call.field("since");
        yield new Inquiry.Catalogue(
            institution,
            call.requiredField("infno"),
            since.isEmpty() ? Inquiry.Catalogue.WHOLE : since);
      }
      default ->
          throw ProblemException.bad(
              "kind 应为 quality、counts、grouping、dictionary 或 catalogue",
              "kind must be quality, counts, grouping, dictionary or catalogue");
    };
  }

  private static Inquiry dictionary(Call call, String institution)
      throws ProblemException, IOException {
    String type = call.requiredField("type");
    String table = call.field("table");
    return new Inquiry.DictionaryQuery(
        institution, type, table.isEmpty() ? type.toLowerCase(Locale.ROOT) : table);
  }

  private static YearMonth monthOf(Call call) throws ProblemException, IOException {
    try {
      return YearMonth.parse(call.requiredField("month"));
    } catch (DateTimeException e) {
      throw ProblemException.bad("month 应为 yyyy-MM", "month must be yyyy-MM");
    }
  }

  private static Inquiry.Method method(Call call) throws ProblemException, IOException {
    return switch (call.requiredField("method")) {
      case "drg" -> Inquiry.Method.DRG;
      case "dip" -> Inquiry.Method.DIP;
      default -> throw ProblemException.bad("method 应为 drg 或 dip", "method must be drg or dip");
    };
  }

  private Object reverse(Call call) throws ProblemException, IOException {
    Inquiries stored = ProblemException.present(inquiries, "平台查询", "inquiring");
    String reason = call.requiredField("reason");
    Collection<String> institutions = institutions(call);
    if (institutions.size() != 1) {
      throw ProblemException.bad("请指明 institution", "name the institution");
    }
    String institution = institutions.iterator().next();
    Inquiry reversal =
        made(
            () ->
                new Inquiry.Reversal(
                    institution,
                    call.requiredField("psnNo"),
                    call.field("insuredDivision"),
                    call.requiredField("msgid"),
                    call.requiredField("infno")));
    return Answer.of(
        202,
        Map.of("numbers", List.of(stored.ask(reversal, call.who(), reason, "", clock.instant()))));
  }

  private Collection<String> institutions(Call call) throws ProblemException, IOException {
    Collection<String> known =
        ProblemException.present(sites, "机构配置", "the site's configuration")
            .current()
            .institutions()
            .keySet();
    String named = call.field("institution");
    if (named.isEmpty() && !known.isEmpty()) {
      return known;
    }
    if (!known.contains(named)) {
      throw ProblemException.bad("没有配置这个机构", "no such institution is configured");
    }
    return List.of(named);
  }

  @FunctionalInterface
  private interface Maker {
    Inquiry make() throws ProblemException, IOException;
  }

  /** A question that cannot be asked says why in both languages. */
  private static Inquiry made(Maker maker) throws ProblemException, IOException {
    try {
      return maker.make();
    } catch (IllegalArgumentException e) {
      String[] both = e.getMessage().split(" / ", 2);
      throw ProblemException.bad(both[0], both[both.length - 1]);
    }
  }
}
