package org.duima.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/**
 * The measured rules in Drools: one rule for each point, compiled, its code compared by the hash
 * index that Drools makes of literal constraints. One session serves all orders and facts are taken
 * out after each, which is faster than a session for each order. For one thread.
 */
public final class DroolsPeer implements AutoCloseable {
  /** How the rules are written. */
  public enum Style {
    /** {@code Line(code == "…") Patient(sex != "female")}: what anybody would write. */
    JOINED("Line(code == \"%s\") Patient(%s)"),
    /** The line's fact repeats what it is judged by, so that nothing has to be joined: tuned. */
    FLAT("Line(code == \"%s\", %s)");

    private final String condition;

    Style(String condition) {
      this.condition = condition;
    }
  }

  /** Patient and visit. */
  public record Patient(
      String sex, int ageYears, int hospitalLevel, String insurance, String visitKind) {}

  /** A drug of the order; what comes after its code is null where a patient's fact has it. */
  public record Line(
      String code,
      String sex,
      int ageYears,
      int hospitalLevel,
      String insurance,
      String visitKind) {}

  private final Style style;
  private final KieSession session;
  private final Set<String> broken = new TreeSet<>();
  private final List<FactHandle> handles = new ArrayList<>();

  DroolsPeer(Style style) {
    this.style = style;
    KieServices services = KieServices.Factory.get();
    KieFileSystem files = services.newKieFileSystem();
    files.write("src/main/resources/rules.drl", rules());
    KieBuilder builder = services.newKieBuilder(files).buildAll(ExecutableModelProject.class);
    if (builder.getResults().hasMessages(Message.Level.ERROR)) {
      throw new IllegalStateException(builder.getResults().toString());
    }
    session =
        services
            .newKieContainer(builder.getKieModule().getReleaseId())
            .getKieBase()
            .newKieSession();
    session.setGlobal("broken", broken);
  }

  private String rules() {
    StringBuilder rules = new StringBuilder("package org.duima.benchmarks.rules\n");
    rules.append("import ").append(Patient.class.getCanonicalName()).append('\n');
    rules.append("import ").append(Line.class.getCanonicalName()).append('\n');
    rules.append("global java.util.Set broken\n");
    for (KnowledgePoints.Rule rule : KnowledgePoints.rules()) {
      String condition =
          String.format(style.condition, rule.code(), KnowledgePoints.VIOLATED.get(rule.demand()));
      rules.append(
          String.format(
              "rule \"%s\" when %s then broken.add(\"%s\"); end%n",
              rule.id(), condition, rule.id()));
    }
    return rules.toString();
  }

  /** An order as facts, made before it is measured. */
  Object[] facts(InventedOrder order) {
    List<Object> facts = new ArrayList<>();
    String visit = order.inpatient() ? "inpatient" : "outpatient";
    if (style == Style.JOINED) {
      facts.add(
          new Patient(order.sex(), order.ageYears(), order.level(), order.insurance(), visit));
      order.drugs().forEach(drug -> facts.add(new Line(drug, null, 0, 0, null, null)));
    } else {
      for (String drug : order.drugs()) {
        facts.add(
            new Line(drug, order.sex(), order.ageYears(), order.level(), order.insurance(), visit));
      }
    }
    return facts.toArray();
  }

  /** Ids of the rules that an order breaks; the set is used again for the next order. */
  Set<String> judge(Object[] facts) {
    broken.clear();
    for (Object fact : facts) {
      handles.add(session.insert(fact));
    }
    session.fireAllRules();
    handles.forEach(session::delete);
    handles.clear();
    return broken;
  }

  @Override
  public void close() {
    session.dispose();
  }
}
