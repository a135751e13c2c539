package org.duima.api.alert;

import java.util.Objects;
import java.util.Set;
import org.duima.api.Text;

/**
 * A class of rules of the insurance knowledge base (规则类), such as 药品区分性别使用.
 *
 * @param id stable short name, such as {@code drug-sex}
 * @param gzCode the published code such as {@code GZ10000301004000}; empty where the class has none
 * @param category 政策类, 管理类 or 医疗类
 * @param name the published name in Chinese, with English beside it
 * @param logic name of the {@link org.duima.api.spi.OrderRule} that evaluates it
 * @param subject what its codes name
 * @param usesPoints whether it needs knowledge points; one that does not is evaluated for every
 *     order
 * @param reaction how strongly its points speak where they do not say otherwise
 * @param audiences whom its alerts concern
 * @param scenes at which moments they may be shown
 * @param neverSilencedByItself whether it must never fall silent because it is overridden often
 *     (contraindication, pregnancy, interaction, incompatibility, children's bans)
 * @param defaults constraint where a point has none of its own
 * @param text pattern of the alert with words in braces; {@code {item}} names the lines
 * @param suggestion pattern of what to do instead, may be empty
 */
public record RuleClass(
    String id,
    String gzCode,
    Category category,
    Text name,
    String logic,
    Subject subject,
    boolean usesPoints,
    Reaction reaction,
    Set<Audience> audiences,
    Set<Scene> scenes,
    boolean neverSilencedByItself,
    Constraint defaults,
    Text text,
    Text suggestion) {
  /** 类 of the published framework. */
  public enum Category {
    /** 政策类: never blocks, the patient may pay. */
    POLICY("政策类"),
    /** 管理类. */
    MANAGEMENT("管理类"),
    /** 医疗类. */
    MEDICAL("医疗类");

    private final String zh;

    Category(String zh) {
      this.zh = zh;
    }

    /** The published name. */
    public String zh() {
      return zh;
    }
  }

  /** What the codes of a class's points name. */
  public enum Subject {
    /** An ordered item. */
    LINE,
    /** A diagnosis of the visit. */
    DIAGNOSIS,
    /** A procedure of the visit or the request. */
    PROCEDURE
  }

  public RuleClass {
    Objects.requireNonNull(id, "id");
    gzCode = gzCode == null ? "" : gzCode;
    Objects.requireNonNull(category, "category");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(logic, "logic");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(reaction, "reaction");
    audiences = Set.copyOf(audiences);
    scenes = Set.copyOf(scenes);
    Objects.requireNonNull(defaults, "defaults");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(suggestion, "suggestion");
  }
}
