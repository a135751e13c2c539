package org.duima.api.alert;

import java.time.Instant;
import java.util.List;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.osgi.annotation.versioning.ProviderType;

/** Holds the knowledge in force. Safe for use by several threads. */
@ProviderType
public interface KnowledgeBase {
  /** What is in force; a change of the files shows in the next call. */
  Knowledge current();

  /** What a doctor may give as reason for an override, in the order to be shown. */
  List<AlertAnswer.OverrideReason> reasons();

  /**
   * Reads what a published constraint means.
   *
   * @param ruleClass id, published code or Chinese name
   * @param published the constraint in the words of the publication
   * @param itemName the item's name, which may carry the constraint (儿童…, 新生儿…)
   * @param detectLogic 检出逻辑
   */
  Understood understand(String ruleClass, String published, String itemName, String detectLogic);

  /**
   * Reads what a person wrote as the meaning of a point.
   *
   * @param ruleClass id, published code or Chinese name
   * @param reading such as {@code sex=male}; may be empty
   */
  Written written(String ruleClass, String reading);

  /**
   * Whether points of a class name two sides.
   *
   * @param ruleClass id, published code or Chinese name
   */
  boolean isAboutPairs(String ruleClass);

  /**
   * Why two points of a class cannot both hold for one code.
   *
   * @param ruleClass id, published code or Chinese name
   * @return name of the value in which they exclude one another, empty if they can both hold
   */
  String contradiction(String ruleClass, Constraint one, Constraint other);

  /**
   * Whether a point is off because its words were not understood, and not since somebody said so:
   * it waits for a pharmacist.
   */
  default boolean isWaiting(KnowledgePoint point) {
    return point.state() == PointState.OFF
        && point.constraint().isEmpty()
        && !understand(point.ruleClass(), point.published(), point.itemName(), point.detectLogic())
            .isEnough();
  }

  /**
   * Changes whether points speak, for good and for all nodes that share the files.
   *
   * @param why for the record, may be empty
   * @return what is wrong with it; empty if it is in force now
   * @throws java.io.UncheckedIOException if the site's table cannot be written
   */
  List<Finding> switchTo(Switch change, String who, String why, Instant at);

  /** The switches in force, narrowest first. */
  List<Switch> switches();

  /**
   * What a constraint was understood to mean.
   *
   * @param constraint {@link Constraint#NONE} if nothing was understood or nothing is needed
   * @param isEnough whether the class's rule can be evaluated with it; if not, the point waits for
   *     a pharmacist in state off
   * @param patterns names of the patterns that spoke
   */
  record Understood(Constraint constraint, boolean isEnough, List<String> patterns) {
    public Understood {
      patterns = List.copyOf(patterns);
    }
  }

  /**
   * What a person wrote as the meaning of a point.
   *
   * @param constraint {@link Constraint#NONE} if there are problems
   * @param isEnough whether the class's rule can be evaluated with it
   * @param lacking what it lacks if it is not enough, for people
   * @param problems what is wrong with names and values; empty if nothing is
   */
  record Written(Constraint constraint, boolean isEnough, Text lacking, List<Text> problems) {
    public Written {
      problems = List.copyOf(problems);
    }
  }

  /**
   * A switch over points.
   *
   * @param scope what it is about
   * @param name id of the class or point, or name of the batch
   * @param department the hospital's code of the department that it holds for, empty for all
   * @param state what they become
   */
  record Switch(Scope scope, String name, String department, PointState state) {
    /** What a switch is about, the narrowest first. */
    public enum Scope {
      POINT,
      BATCH,
      CLASS
    }
  }
}
