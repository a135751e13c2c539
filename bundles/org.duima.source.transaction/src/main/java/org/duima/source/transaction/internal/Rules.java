package org.duima.source.transaction.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The mapping of every transaction, ready for use. Immutable once built. */
final class Rules {
  /** Transactions whose content is understood. */
  static final Set<String> INFNOS =
      Set.of(
          "2203", "2203A", "2207", "2207A", "2208", "2301", "2304", "2305", "2401", "2402", "2404",
          "2405", "4401", "4402");

  /** Names that feed no list field but the event itself. */
  static final Set<String> OWN_NAMES =
      Set.of(
          "@institution",
          "@time",
          "@visit",
          "@mdtrt",
          "@person",
          "@patient",
          "@settlement",
          "@settled-at",
          "@mid-stay",
          "@moved-at",
          "@department",
          "@department-name",
          "@ward",
          "@bed",
          "@valid");

  /** Names of the columns of each repeated node. */
  static final Map<String, Set<String>> ROW_NAMES =
      Map.of(
          "diseinfo",
          Set.of(
              "kind",
              "role",
              "maindiag_flag",
              "diag_code",
              "diag_name",
              "adm_cond_type",
              "diag_srt_no",
              "valid"),
          "oprninfo",
          Set.of(
              "main",
              "oprn_oprt_code",
              "oprn_oprt_name",
              "oprn_oprt_begntime",
              "oprn_oprt_endtime",
              "minutes",
              "anst_way",
              "anst_begntime",
              "anst_endtime",
              "oper_dr_code",
              "oper_dr_name",
              "anst_dr_code",
              "anst_dr_name",
              "cancelled",
              "valid"),
          "icuinfo",
          Set.of("scs_cutd_ward_type", "scs_cutd_inpool_time", "scs_cutd_exit_time", "valid"),
          "bldinfo",
          Set.of("bld_cat", "bld_amt", "bld_unt", "valid"),
          "feedetail",
          Set.of(
              "mdtrt_id",
              "psn_no",
              "feedetl_sn",
              "init_feedetl_sn",
              "med_chrgitm_type",
              "medins_list_codg",
              "name",
              "med_list_codg",
              "fee_ocur_time",
              "cnt",
              "pric",
              "det_item_fee_sumamt"),
          "split",
          Set.of(
              "feedetl_sn",
              "det_item_fee_sumamt",
              "cnt",
              "pric",
              "med_chrgitm_type",
              "chrgitm_lv",
              "fulamt_ownpay_amt",
              "overlmt_amt",
              "preselfpay_amt",
              "inscp_scp_amt"),
          "setldetail",
          Set.of("fund_pay_type", "fund_payamt"),
          "care",
          Set.of("mdtrt_id", "psn_no", "id", "kind", "begin", "end", "valid"));

  /** A place in a transaction and what is done to its value. */
  record Source(List<String> path, String text, Transform transform) {
    Source {
      path = List.copyOf(path);
    }
  }

  /** A repeated node with the sources of each column, relative to its rows. */
  record Node(Source place, Map<String, List<Source>> columns) {}

  /** One transaction: fields in the order of the file, several sources of a field by preference. */
  static final class Transaction {
    final Map<String, List<Source>> fields = new LinkedHashMap<>();
    final Map<String, Node> nodes = new HashMap<>();

    /** Nodes whose values are all taken under their own names. */
    final List<Source> whole = new ArrayList<>();

    List<Source> sources(String field) {
      return fields.getOrDefault(field, List.of());
    }
  }

  private final Map<String, Transaction> transactions;
  private final int entries;

  Rules(Map<String, Transaction> transactions, int entries) {
    this.transactions = Map.copyOf(transactions);
    this.entries = entries;
  }

  Transaction transaction(String infno) {
    return transactions.get(infno);
  }

  int entries() {
    return entries;
  }
}
