package org.duima.settlement.internal;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.api.Finding;
import org.duima.api.Text;

/**
 * Checks that follow from the field table: required, type, length, dictionary. Where the domain has
 * a rule of its own for a field, the finding carries that rule's id.
 */
final class FieldChecks {
  static final String REQUIRED = "SL-F-required";
  static final String TYPE = "SL-F-type";
  static final String LENGTH = "SL-F-length";
  static final String DICTIONARY = "SL-F-dictionary";
  static final String NEGATIVE = "SL-F-negative";

  private static final String OF_INFO = "SL-P09";

  private static final Map<String, String> REQUIRED_UNDER =
      Map.ofEntries(
          Map.entry("setlinfo.bill_code", "SL-L08"),
          Map.entry("setlinfo.bill_no", "SL-L08"),
          Map.entry("setlinfo.biz_sn", "SL-L08"),
          Map.entry("setlinfo.medins_fill_dept", "SL-L09"),
          Map.entry("setlinfo.medins_fill_psn", "SL-L09"),
          Map.entry("setlinfo.hi_paymtd", "SL-L10"),
          Map.entry("setlinfo.dscg_way", "SL-L01"),
          Map.entry("setlinfo.chfpdr_code", "SL-L06"),
          Map.entry("setlinfo.chfpdr_name", "SL-L06-name"),
          Map.entry("setlinfo.resp_nurs_code", "SL-L07"),
          Map.entry("setlinfo.patn_rlts", "SL-P07"),
          Map.entry("setlinfo.coner_addr", "SL-P07"),
          Map.entry("setlinfo.coner_tel", "SL-P07"),
          Map.entry("setlinfo.adm_caty", "SL-P11"),
          Map.entry("setlinfo.dscg_caty", "SL-P11"),
          Map.entry("setlinfo.nwb_bir_wt", "SL-N01"),
          Map.entry("setlinfo.nwb_adm_wt", "SL-N02"),
          Map.entry("setlinfo.nwb_adm_type", "SL-N07"),
          Map.entry("setlinfo.vent_used_dura", "SL-V01"),
          Map.entry("setlinfo.days_rinp_pup_31", "SL-L04"),
          Map.entry("setlinfo.acp_medins_name", "SL-L02"),
          Map.entry("setlinfo.acp_optins_code", "SL-L02"),
          Map.entry("bldinfo.bld_cat", "SL-B01"),
          Map.entry("bldinfo.bld_amt", "SL-B01"),
          Map.entry("bldinfo.bld_unt", "SL-B01"),
          Map.entry("oprninfo.oper_dr_code", "SL-O03"),
          Map.entry("oprninfo.anst_dr_code", "SL-O04"));

  private static final Map<String, String> DICTIONARY_UNDER =
      Map.of(
          "setlinfo.adm_caty", "SL-P10",
          "setlinfo.dscg_caty", "SL-P10",
          "setlinfo.refldept_dept", "SL-P10",
          "setlinfo.hi_paymtd", "SL-L10",
          "setlinfo.dscg_way", "SL-L01",
          "oprninfo.anst_way", "SL-O05",
          "payinfo.fund_pay_type", "SL-A13");

  private static final Set<String> CODES = Set.of("diag_code", "oprn_oprt_code");

  private FieldChecks() {}

  /** Every rule that a finding of the field table may carry. */
  static Set<String> ids() {
    Set<String> ids =
        new java.util.TreeSet<>(Set.of(REQUIRED, TYPE, LENGTH, DICTIONARY, NEGATIVE, OF_INFO));
    ids.addAll(REQUIRED_UNDER.values());
    ids.addAll(DICTIONARY_UNDER.values());
    return ids;
  }

  static void run(SettlementList list, Background background, Findings findings) {
    FieldTable table = background.fields();
    for (String node : table.nodes(list.infno())) {
      for (Row row : list.rows(node)) {
        for (Field field : table.fields(list.infno(), node)) {
          check(list, row, field, background, findings);
        }
      }
    }
  }

  private static void check(
      SettlementList list, Row row, Field field, Background background, Findings findings) {
    String key = field.node() + "." + field.name();
    String path = row.path() + "." + field.wireName();
    String text = row.get(field.name());
    if (field.accepts(text)) {
      return;
    }
    boolean unsaid = text.isEmpty() || Condition.isPlaceholder(text);
    if (unsaid && isRequired(list, row, field)) {
      boolean reportedAsUnmapped = row.has(CodedRows.UNMAPPED) && CODES.contains(field.name());
      if (!reportedAsUnmapped) {
        required(key, field, findings).at(path, field.label());
      }
      return;
    }
    if (text.isEmpty()) {
      return;
    }
    switch (field.type()) {
      case D -> {
        if (Moment.parse(text).map(moment -> !moment.dayOnly()).orElse(true)) {
          findings.of(TYPE).at(path, field.label(), "yyyy-MM-dd");
        }
      }
      case DT -> {
        if (Moment.parse(text).map(Moment::dayOnly).orElse(true)) {
          findings.of(TYPE).at(path, field.label(), "yyyy-MM-dd HH:mm:ss");
        }
      }
      case N -> number(text, field, path, findings);
      case C -> {
        if (field.length() > 0 && text.codePointCount(0, text.length()) > field.length()) {
          findings.of(LENGTH).at(path, field.label(), field.length());
        }
      }
    }
    dictionary(key, field, text, path, background, findings);
  }

  /** What the sender may not know is a warning, unless a rule of its own says how bad it is. */
  private static Report required(String key, Field field, Findings findings) {
    String own = REQUIRED_UNDER.get(key);
    boolean ifKnown = field.condition().map(Condition::ifKnown).orElse(false);
    return own == null ? findings.of(REQUIRED).ifWhole(!ifKnown) : findings.of(own);
  }

  private static void dictionary(
      String key, Field field, String text, String path, Background background, Findings findings) {
    String general = field.node().equals(SettlementList.INFO) ? OF_INFO : DICTIONARY;
    String rule = DICTIONARY_UNDER.getOrDefault(key, general);
    List<String> only = field.condition().map(Condition::only).orElse(List.of());
    if (!only.isEmpty() && !only.contains(text)) {
      findings.of(rule).at(path, field.label());
      return;
    }
    if (field.dictionary().isEmpty() || !background.dictionaries().has(field.dictionary())) {
      return;
    }
    if (!values(field, text).stream().allMatch(value -> known(field, value, background))) {
      findings
          .of(rule)
          .ifWhole(background.dictionaries().isComplete(field.dictionary()))
          .at(path, field.label());
    }
  }

  /** Why a value cannot stand in a field; empty if it can. Not being known is no reason here. */
  static Optional<Text> refuse(Field field, String text, Background background) {
    Row row = new Row.Builder().put(field.name(), text, "").build(field.node());
    SettlementList alone =
        field.node().equals(SettlementList.INFO)
            ? new SettlementList(field.infno(), row, Map.of())
            : new SettlementList(
                field.infno(),
                new Row.Builder().build(SettlementList.INFO),
                Map.of(field.node(), List.of(row)));
    Findings findings = new Findings(background.tables());
    check(alone, row, field, background, findings);
    return findings.all().stream().filter(Finding::isError).map(Finding::text).findFirst();
  }

  private static boolean isRequired(SettlementList list, Row row, Field field) {
    return switch (field.required()) {
      case ALWAYS -> true;
      case CONDITIONAL -> field.condition().map(c -> c.holds(row, list)).orElse(false);
      case NO -> false;
    };
  }

  private static void number(String text, Field field, String path, Findings findings) {
    BigDecimal number = Numbers.parse(text).orElse(null);
    String form = field.length() + (field.scale() > 0 ? "," + field.scale() : "");
    if (number == null) {
      findings.of(TYPE).at(path, field.label(), "N " + form);
      return;
    }
    BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    int decimals = Math.max(0, plain.scale());
    int whole = Math.max(0, plain.precision() - plain.scale());
    if (decimals > field.scale() || field.length() > 0 && whole > field.length() - field.scale()) {
      findings.of(LENGTH).at(path, field.label(), form);
    }
    // a refund makes amounts of money negative; days, counts and volumes never are
    if (number.signum() < 0 && field.scale() < 2) {
      findings.of(NEGATIVE).at(path, field.label());
    }
  }

  private static List<String> values(Field field, String text) {
    return field.name().equals("refldept_dept") ? Arrays.asList(text.split("→")) : List.of(text);
  }

  private static boolean known(Field field, String value, Background background) {
    String dictionary = field.dictionary();
    if (background.dictionaries().name(dictionary, value).isPresent()) {
      return true;
    }
    // regions give a fund children of its own: 330101 is one of 330100
    if (dictionary.equals("fund_pay_type")) {
      return value.matches("\\d{6}")
          && background.dictionaries().name(dictionary, value.substring(0, 4) + "00").isPresent();
    }
    // builds write the kind of treatment as 2.1 or 21, 1 or 10
    if (dictionary.equals("trt_type")) {
      String other = value.replace(".", "");
      return background.dictionaries().name(dictionary, other).isPresent()
          || background.dictionaries().name(dictionary, other + "0").isPresent();
    }
    return false;
  }
}
