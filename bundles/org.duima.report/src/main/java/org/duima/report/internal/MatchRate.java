package org.duima.report.internal;

import java.util.Arrays;
import java.util.List;
import org.duima.api.CodeSystem;
import org.duima.api.settlement.CodeUse;

/**
 * How much of a group of codes was matched: by occurrence, by list (all of the list's codes in the
 * group), by principal diagnosis. Told codes list by list; {@link #endList} closes a list. Not
 * thread-safe.
 */
final class MatchRate {
  private long codes;
  private long codesMatched;
  private long lists;
  private long listsMatched;
  private long principals;
  private long principalsMatched;
  private long unmatchedFen;

  private int ofList;
  private int matchedOfList;

  void add(CodeUse use) {
    boolean matched = use.outcome() == CodeUse.Outcome.MAPPED;
    ofList++;
    if (matched) {
      matchedOfList++;
    }
    if (use.principal() && use.source().system() == CodeSystem.DIAGNOSIS) {
      principals++;
      if (matched) {
        principalsMatched++;
      }
    }
  }

  /**
   * @param fen the list's amount
   */
  void endList(long fen) {
    codes += ofList;
    codesMatched += matchedOfList;
    lists++;
    if (ofList == matchedOfList) {
      listsMatched++;
    } else {
      unmatchedFen += fen;
    }
    ofList = 0;
    matchedOfList = 0;
  }

  boolean isOpen() {
    return ofList > 0;
  }

  long codes() {
    return codes;
  }

  long codesMatched() {
    return codesMatched;
  }

  long lists() {
    return lists;
  }

  long listsMatched() {
    return listsMatched;
  }

  long principals() {
    return principals;
  }

  long principalsMatched() {
    return principalsMatched;
  }

  long unmatchedFen() {
    return unmatchedFen;
  }

  static Table columns(Table table) {
    return table
        .count("codes", "编码次数", "codes")
        .count("codes_matched", "已对照", "matched")
        .percent("codes_rate", "按次对照率", "rate by occurrence")
        .count("lists", "清单数", "lists")
        .count("lists_matched", "全部对照", "all codes matched")
        .percent("lists_rate", "按清单对照率", "rate by list")
        .count("principals", "主要诊断数", "principal diagnoses")
        .count("principals_matched", "已对照", "matched")
        .percent("principals_rate", "主要诊断对照率", "rate by principal diagnosis")
        .money("unmatched_amount", "未全部对照清单金额", "amount of lists not wholly matched");
  }

  List<Object> cells() {
    return Arrays.asList(
        codes,
        codesMatched,
        Table.share(codesMatched, codes),
        lists,
        listsMatched,
        Table.share(listsMatched, lists),
        principals,
        principalsMatched,
        Table.share(principalsMatched, principals),
        Table.money(unmatchedFen));
  }
}
