package org.duima.api.alert;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.duima.api.Money;
import org.duima.api.Text;

/**
 * One cause for which an order is spoken about: a card for whoever asked, or a hit that stays
 * quiet.
 *
 * @param id a UUID; feedback names it (card.uuid, jr_id)
 * @param ruleClass the class that speaks
 * @param points ids of the knowledge points, several where they are about one cause
 * @param batches of those points
 * @param lineIds the lines that it is about, in the order of the request
 * @param itemNames names of those lines
 * @param reaction how strongly it speaks, after the site's settings
 * @param text what is wrong, below 500 characters
 * @param basis the published words and the source, may be empty
 * @param suggestion what to do instead, may be empty
 * @param selfPayOffered whether the way out is that the patient pays with consent (转自费)
 * @param facts what it was concluded from
 * @param amount of the lines, empty if it cannot be told
 * @param silence why nobody sees it; empty if it is shown
 */
public record Alert(
    String id,
    RuleClass ruleClass,
    List<String> points,
    List<String> batches,
    List<String> lineIds,
    List<String> itemNames,
    Reaction reaction,
    Text text,
    Text basis,
    Text suggestion,
    boolean selfPayOffered,
    List<Opinion.Evidence> facts,
    Optional<Money> amount,
    Optional<Silence> silence) {
  /** Why a hit is not shown. */
  public enum Silence {
    /** The point, its class or its batch is switched to silent, here or in the department. */
    SWITCHED("switched"),
    /** The class does not concern whoever asks. */
    AUDIENCE("audience"),
    /** The class does not speak at this moment. */
    SCENE("scene"),
    /** order-select, and the line is not the one that was chosen. */
    NOT_SELECTED("not-selected"),
    /** 政策类 on a line or visit that the patient pays. */
    SELF_PAY("self-pay"),
    /** Rescue and emergency orders are not interrupted. */
    URGENT("urgent"),
    /** Overridden with a reason before in this stay. */
    OVERRIDDEN("overridden"),
    /** Fell silent since it was overridden nearly always. */
    IGNORED("ignored"),
    /** More important cards fill the number that is shown. */
    TOO_MANY("too-many");

    private final String id;

    Silence(String id) {
      this.id = id;
    }

    /** Its name in the ledger and in reports. */
    public String id() {
      return id;
    }
  }

  public Alert {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(ruleClass, "ruleClass");
    points = List.copyOf(points);
    batches = List.copyOf(batches);
    lineIds = List.copyOf(lineIds);
    itemNames = List.copyOf(itemNames);
    Objects.requireNonNull(reaction, "reaction");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(basis, "basis");
    Objects.requireNonNull(suggestion, "suggestion");
    facts = List.copyOf(facts);
    Objects.requireNonNull(amount, "amount");
    Objects.requireNonNull(silence, "silence");
  }

  public boolean isShown() {
    return silence.isEmpty();
  }
}
