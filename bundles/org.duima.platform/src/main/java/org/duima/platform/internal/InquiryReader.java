package org.duima.platform.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.duima.api.platform.CallKind;
import org.duima.api.platform.GroupingResult;
import org.duima.api.platform.Inquiry;
import org.duima.api.platform.InquiryAnswer;
import org.duima.api.platform.PlatformCounts;
import org.duima.api.platform.QualityResult;
import org.duima.api.platform.Receipt;

/**
 * Reads answers to inquiries. Builds differ in how they wrap the rows ({@code output} as array,
 * {@code data}, {@code list}, pages around them) and in single names; rows are found by the field
 * that each of them has.
 */
final class InquiryReader {
  private static final int DEEPEST = 3;

  /** Longer than any setl_id (C30); what is longer is none. */
  private static final int LONGEST_ID = 60;

  private static final int LONGEST_TEXT = 4_000;

  private static final List<String> TOTALS =
      List.of("total", "recordCounts", "record_counts", "totalCount", "total_cnt", "totl_cnt");

  /** Of these the list itself knows more than needs to be kept a second time. */
  private static final Set<String> PERSONAL =
      Set.of("psn_name", "certno", "cert_no", "psn_cert_type", "brdy", "tel", "addr");

  private static final Set<String> GROUPING_COLUMNS =
      Set.of(
          "setl_id",
          "psn_no",
          "setl_ym",
          "fixmedins_code",
          "fixmedins_name",
          "drg_code",
          "drg_name",
          "dip_dise_grp_code",
          "dip_dise_grp_name",
          "mdc",
          "mdc_code",
          "adrg",
          "adrg_code",
          "ccmcc",
          "grp_rslt",
          "err_info",
          "grp_ver");

  private final ReplyReader replies;

  InquiryReader(ReplyReader replies) {
    this.replies = replies;
  }

  Receipt signIn(int httpStatus, byte[] body) {
    return replies.read(CallKind.SIGN_IN, new byte[0], httpStatus, body);
  }

  InquiryAnswer read(Inquiry inquiry, int httpStatus, byte[] body) {
    if (isFile(inquiry, httpStatus, body)) {
      return new InquiryAnswer.File(body);
    }
    ReplyReader.Reply reply = replies.open(httpStatus, body);
    if (reply.hasNoData()) {
      return new InquiryAnswer.Nothing();
    }
    if (reply.problem() != null) {
      return new InquiryAnswer.Problem(reply.problem());
    }
    JsonNode output = reply.output();
    if (inquiry instanceof Inquiry.QualityResults) {
      return quality(output);
    } else if (inquiry instanceof Inquiry.Grouping grouping) {
      return groups(output, grouping.method());
    } else if (inquiry instanceof Inquiry.Counts) {
      return counts(output);
    } else if (inquiry instanceof Inquiry.DictionaryQuery) {
      return dictionary(output);
    } else if (inquiry instanceof Inquiry.Catalogue catalogue) {
      return located(catalogue, output);
    } else if (inquiry instanceof Inquiry.Download) {
      return unreadable("an answer instead of a file");
    }
    return inquiry instanceof Inquiry.Dispositions
        ? new InquiryAnswer.Noted()
        : new InquiryAnswer.Reversed();
  }

  /** Whether this is a file and not an answer in an envelope. */
  static boolean isFile(Inquiry inquiry, int httpStatus, byte[] body) {
    return inquiry instanceof Inquiry.Download && httpStatus == 200 && isFile(body);
  }

  /** A zip, or plain text with tabs; an answer of the platform or its gateway is neither. */
  private static boolean isFile(byte[] body) {
    if (body.length > 3 && body[0] == 'P' && body[1] == 'K' && body[2] == 3 && body[3] == 4) {
      return true;
    }
    for (int i = 0; i < body.length && body[i] != '\n'; i++) {
      if (i == 0 && (body[i] == '{' || body[i] == '<' || body[i] == '[')) {
        return false;
      }
      if (body[i] == '\t') {
        return true;
      }
    }
    return false;
  }

  // ---------------------------------------------------------------- pages

  private InquiryAnswer quality(JsonNode output) {
    List<JsonNode> rows = rows(output, Set.of("setl_id"));
    if (rows.isEmpty()) {
      return new InquiryAnswer.Nothing();
    }
    List<QualityResult> results = new ArrayList<>();
    for (JsonNode row : rows) {
      String setlId = text(row, "setl_id");
      if (isId(setlId)) {
        results.add(
            new QualityResult(
                setlId,
                text(row, "psn_no"),
                text(row, "qltctrl_rslt"),
                text(row, "err_lv"),
                text(row, "retn_flag"),
                text(row, "qltctrl_ver"),
                text(row, "grp_stas"),
                details(row)));
      }
    }
    return new InquiryAnswer.Quality(results, page(output, rows));
  }

  /** detailinfo in 4104, detl_list in 3607. */
  private static List<QualityResult.Detail> details(JsonNode row) {
    List<QualityResult.Detail> details = new ArrayList<>();
    for (String node : List.of("detailinfo", "detl_list")) {
      for (JsonNode detail : rows(row.path(node), Set.of("exam_data_fld"))) {
        String result = text(detail, "qltctrl_chkrslt");
        details.add(
            new QualityResult.Detail(
                text(detail, "exam_data_fld"),
                result.isEmpty() ? text(detail, "qltctrl_chk_rslt") : result,
                text(detail, "err_lv"),
                text(detail, "retn_flag"),
                text(detail, "init_val")));
      }
    }
    return details;
  }

  private InquiryAnswer groups(JsonNode output, Inquiry.Method method) {
    List<JsonNode> rows = rows(output, Set.of("setl_id"));
    if (rows.isEmpty()) {
      return new InquiryAnswer.Nothing();
    }
    boolean drg = method == Inquiry.Method.DRG;
    List<GroupingResult> results = new ArrayList<>();
    for (JsonNode row : rows) {
      String setlId = text(row, "setl_id");
      if (isId(setlId)) {
        results.add(
            new GroupingResult(
                setlId,
                text(row, "psn_no"),
                method,
                text(row, drg ? "drg_code" : "dip_dise_grp_code"),
                text(row, drg ? "drg_name" : "dip_dise_grp_name"),
                either(row, "mdc", "mdc_code"),
                either(row, "adrg", "adrg_code"),
                text(row, "ccmcc"),
                text(row, "grp_rslt"),
                text(row, "err_info"),
                text(row, "grp_ver"),
                more(row)));
      }
    }
    return new InquiryAnswer.Groups(results, page(output, rows));
  }

  private static Map<String, String> more(JsonNode row) {
    Map<String, String> more = new TreeMap<>();
    for (Iterator<String> names = row.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      String value = text(row, name);
      if (!value.isEmpty() && !GROUPING_COLUMNS.contains(name) && !PERSONAL.contains(name)) {
        more.put(name, value);
      }
    }
    return more;
  }

  private InquiryAnswer.Page page(JsonNode output, List<JsonNode> rows) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    rows.forEach(row -> digest.update(row.toString().getBytes(StandardCharsets.UTF_8)));
    return new InquiryAnswer.Page(
        rows.size(), total(output, 0).orElse(-1), HexFormat.of().formatHex(digest.digest()));
  }

  private static Optional<Integer> total(JsonNode node, int depth) {
    if (!node.isObject() || depth > DEEPEST) {
      return Optional.empty();
    }
    for (String name : TOTALS) {
      Integer total = number(node, name);
      if (total != null) {
        return Optional.of(total);
      }
    }
    for (JsonNode inner : node) {
      Optional<Integer> total = total(inner, depth + 1);
      if (total.isPresent()) {
        return total;
      }
    }
    return Optional.empty();
  }

  // ---------------------------------------------------------------- single answers

  private static InquiryAnswer counts(JsonNode output) {
    List<JsonNode> rows =
        rows(output, Set.of("not_submit_cnt", "submitted_cnt", "need_upload_cnt"));
    if (rows.isEmpty()) {
      return output.isEmpty() ? new InquiryAnswer.Nothing() : unreadable("no counts in the answer");
    }
    JsonNode row = rows.get(0);
    return new InquiryAnswer.Counted(
        new PlatformCounts(
            number(row, "not_submit_cnt"),
            number(row, "submitted_cnt"),
            number(row, "pass_cnt"),
            number(row, "not_pass_cnt"),
            number(row, "hospital_submit_cnt"),
            number(row, "need_upload_cnt")));
  }

  private static InquiryAnswer dictionary(JsonNode output) {
    List<InquiryAnswer.DictionaryRow> rows = new ArrayList<>();
    for (JsonNode row : rows(output, Set.of("value"))) {
      String flag = either(row, "valiFlag", "vali_flag");
      rows.add(
          new InquiryAnswer.DictionaryRow(
              text(row, "value"), text(row, "label"), flag.isEmpty() || flag.equals("1")));
    }
    return rows.isEmpty() ? new InquiryAnswer.Nothing() : new InquiryAnswer.Dictionary(rows);
  }

  private static InquiryAnswer located(Inquiry.Catalogue catalogue, JsonNode output) {
    List<JsonNode> rows = rows(output, Set.of("file_qury_no"));
    String number = rows.isEmpty() ? "" : text(rows.get(0), "file_qury_no");
    if (number.isBlank()) {
      return output.isEmpty() ? new InquiryAnswer.Nothing() : unreadable("no file_qury_no");
    }
    Integer count = number(rows.get(0), "data_cnt");
    return new InquiryAnswer.Located(
        new Inquiry.Download(
            catalogue.institution(),
            catalogue.infno(),
            catalogue.since(),
            number,
            text(rows.get(0), "filename"),
            count == null ? 0 : count));
  }

  // ---------------------------------------------------------------- JSON

  /** The objects that have one of the fields, wherever the build has put them. */
  private static List<JsonNode> rows(JsonNode node, Set<String> fields) {
    List<JsonNode> rows = new ArrayList<>();
    collect(node, fields, 0, rows);
    return rows;
  }

  private static void collect(JsonNode node, Set<String> fields, int depth, List<JsonNode> rows) {
    if (node.isObject() && fields.stream().anyMatch(node::has)) {
      rows.add(node);
    } else if (node.isContainerNode() && depth <= DEEPEST) {
      node.forEach(inner -> collect(inner, fields, depth + 1, rows));
    }
  }

  private static boolean isId(String setlId) {
    return !setlId.isBlank() && setlId.length() <= LONGEST_ID;
  }

  private static String either(JsonNode row, String name, String otherName) {
    String text = text(row, name);
    return text.isEmpty() ? text(row, otherName) : text;
  }

  /** Empty for null, for the word null and for what is no plain value. */
  private static String text(JsonNode row, String name) {
    JsonNode value = row.path(name);
    String text = value.isValueNode() ? value.asText("").strip() : "";
    if (text.equals("null")) {
      return "";
    }
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
  }

  private static Integer number(JsonNode row, String name) {
    String text = text(row, name);
    return text.matches("\\d{1,9}") ? Integer.valueOf(text) : null;
  }

  private static InquiryAnswer unreadable(String reason) {
    return new InquiryAnswer.Problem(new Receipt.Unknown(true, reason));
  }
}
