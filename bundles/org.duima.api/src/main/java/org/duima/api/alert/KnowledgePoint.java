package org.duima.api.alert;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * A knowledge point (知识点): what a rule class demands of some codes.
 *
 * @param id stable: the table's own, else made of class, codes and text
 * @param ruleClass id of its {@link RuleClass}
 * @param codes the codes that it is about: whole codes; {@code XB05BA*} for all that begin so;
 *     {@code name:甘草} for a line of that name where codes differ from place to place
 * @param others codes of the other side of a pair (the contained item, the drug that must not be
 *     given with it); empty for classes without pairs
 * @param itemName published name of the item, or of the pair
 * @param published the constraint in the words of the publication (限定内容)
 * @param constraint what those words were understood to mean
 * @param detectLogic 检出逻辑 in the words of the publication
 * @param basis 逻辑依据: the source to show
 * @param batch the published batch or the table that it is from
 * @param validFrom first day that it holds for, null from ever
 * @param validTo last day that it holds for, null for ever
 * @param reaction how strongly it speaks
 * @param state whether it speaks
 */
public record KnowledgePoint(
    String id,
    String ruleClass,
    List<String> codes,
    List<String> others,
    String itemName,
    String published,
    Constraint constraint,
    String detectLogic,
    String basis,
    String batch,
    LocalDate validFrom,
    LocalDate validTo,
    Reaction reaction,
    PointState state) {
  public KnowledgePoint {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(ruleClass, "ruleClass");
    codes = List.copyOf(codes);
    others = List.copyOf(others);
    Objects.requireNonNull(itemName, "itemName");
    Objects.requireNonNull(published, "published");
    Objects.requireNonNull(constraint, "constraint");
    Objects.requireNonNull(detectLogic, "detectLogic");
    Objects.requireNonNull(basis, "basis");
    Objects.requireNonNull(batch, "batch");
    Objects.requireNonNull(reaction, "reaction");
    Objects.requireNonNull(state, "state");
  }

  /** Whether it holds on a day. */
  public boolean isValidOn(LocalDate day) {
    return (validFrom == null || !day.isBefore(validFrom))
        && (validTo == null || !day.isAfter(validTo));
  }
}
