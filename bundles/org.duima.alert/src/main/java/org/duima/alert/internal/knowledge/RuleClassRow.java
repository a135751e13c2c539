package org.duima.alert.internal.knowledge;

import org.duima.api.alert.RuleClass;

/**
 * A rule class with what the table says of it besides.
 *
 * @param sequence 序号 of the publication; classes of a site come after them
 * @param subcategory 小类, such as 药品政策限定类
 * @param needs what a class that no order can decide would need, in both languages; empty for the
 *     others
 * @param source where its name is from
 */
public record RuleClassRow(
    int sequence, String subcategory, RuleClass ruleClass, String needs, String source) {}
