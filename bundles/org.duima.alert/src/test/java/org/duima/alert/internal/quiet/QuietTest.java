package org.duima.alert.internal.quiet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duima.alert.internal.judge.Contexts;
import org.duima.alert.internal.world.World;
import org.duima.api.Text;
import org.duima.api.alert.Alert;
import org.duima.api.alert.Alert.Silence;
import org.duima.api.alert.AlertStore;
import org.duima.api.alert.Audience;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.KnowledgeBase.Switch;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.Opinion;
import org.duima.api.alert.OrderCase;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.PointState;
import org.duima.api.alert.Reaction;
import org.duima.api.alert.RuleClass;
import org.duima.api.alert.RuleClass.Category;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Mark;
import org.junit.jupiter.api.Test;

class QuietTest {
  private final World world = new World();
  private final RuleClass medical = world.addClass("drug-sex", "sex", Category.MEDICAL);
  private final RuleClass policy = world.addClass("drug-level", "level", Category.POLICY);
  private Quiet quiet = new Quiet(5, Set.of());
  private Set<String> ignored = Set.of();
  private Set<String> overridden = Set.of();

  private List<Alert> alerts(OrderRequest request, Said... hits) {
    OrderCase order = new OrderCase(request, Contexts.of(request), request.lines(), world);
    return quiet.alerts(order, List.of(hits), world.switches(), ignored, () -> overridden);
  }

  private Said hit(RuleClass ruleClass, KnowledgePoint point, String... lines) {
    return new Said(
        ruleClass,
        new Opinion.Hit(Optional.of(point), List.of(lines), List.of(), Map.of("limit", "女")));
  }

  private static Optional<Silence> silence(List<Alert> alerts) {
    assertThat(alerts).hasSize(1);
    return alerts.get(0).silence();
  }

  @Test
  void aDoctorSeesWhatConcernsADoctor() {
    List<Alert> alerts =
        alerts(
            World.request(World.line("1", "X1")),
            hit(medical, world.addPoint("p", "drug-sex", "X1"), "1"));
    assertThat(silence(alerts)).isEmpty();
    assertThat(alerts.get(0).text().zh()).isEqualTo("「药X1」不当");
    assertThat(alerts.get(0).basis().zh()).contains("限p").contains("依据");
    assertThat(alerts.get(0).amount().orElseThrow().toString()).isEqualTo("12.50");
  }

  @Test
  void aDoctorNeverSeesBillingClasses() {
    RuleClass billing =
        world.add(
            withAudience(
                medical, "pair", EnumSet.of(Audience.CHARGING), EnumSet.allOf(Scene.class)));
    KnowledgePoint point = world.addPoint("p", "pair", "X1");
    assertThat(silence(alerts(World.request(World.line("1", "X1")), hit(billing, point, "1"))))
        .contains(Silence.AUDIENCE);
    OrderRequest charging = World.request(Scene.CHARGE, Map.of(), Set.of(), World.line("1", "X1"));
    assertThat(silence(alerts(charging, hit(billing, point, "1")))).isEmpty();
  }

  private static RuleClass withAudience(
      RuleClass like, String id, Set<Audience> audiences, Set<Scene> scenes) {
    return new RuleClass(
        id,
        "",
        like.category(),
        like.name(),
        like.logic(),
        like.subject(),
        true,
        Reaction.WARN,
        audiences,
        scenes,
        false,
        Constraint.NONE,
        like.text(),
        new Text("", ""));
  }

  @Test
  void aClassSpeaksOnlyInItsScenes() {
    RuleClass signing =
        world.add(
            withAudience(medical, "sign", EnumSet.of(Audience.DOCTOR), EnumSet.of(Scene.SIGN)));
    OrderRequest selecting = World.request(Scene.SELECT, Map.of(), Set.of(), World.line("1", "X1"));
    assertThat(silence(alerts(selecting, hit(signing, world.addPoint("p", "sign", "X1"), "1"))))
        .contains(Silence.SCENE);
  }

  @Test
  void selectingSpeaksOnlyOfWhatIsSelected() {
    OrderRequest selecting =
        World.request(
            Scene.SELECT, Map.of(), Set.of("2"), World.line("1", "X1"), World.line("2", "X2"));
    KnowledgePoint point = world.addPoint("p", "drug-sex", "X1");
    assertThat(silence(alerts(selecting, hit(medical, point, "1")))).contains(Silence.NOT_SELECTED);
    assertThat(silence(alerts(selecting, hit(medical, point, "1", "2")))).isEmpty();
  }

  @Test
  void aPolicyIsSilentForWhatThePatientPays() {
    KnowledgePoint point = world.addPoint("p", "drug-level", "X1");
    assertThat(
            silence(
                alerts(
                    World.request(World.line("1", "X1", Mark.SELF_PAY)), hit(policy, point, "1"))))
        .contains(Silence.SELF_PAY);
    OrderRequest selfPayer =
        World.request(Scene.SIGN, Map.of("payer", "self-pay"), Set.of(), World.line("1", "X1"));
    assertThat(silence(alerts(selfPayer, hit(policy, point, "1")))).contains(Silence.SELF_PAY);
    assertThat(silence(alerts(selfPayer, hit(medical, world.addPoint("m", "drug-sex", "X1"), "1"))))
        .isEmpty();
  }

  @Test
  void aPolicyOffersThatThePatientPays() {
    List<Alert> alerts =
        alerts(
            World.request(World.line("1", "X1")),
            hit(policy, world.addPoint("p", "drug-level", "X1"), "1"));
    assertThat(alerts.get(0).selfPayOffered()).isTrue();
  }

  @Test
  void rescueIsNeverInterrupted() {
    OrderRequest urgent = World.request(World.line("1", "X1", Mark.URGENT));
    List<Alert> ofPolicy =
        alerts(urgent, hit(policy, world.addPoint("p", "drug-level", "X1"), "1"));
    assertThat(silence(ofPolicy)).contains(Silence.URGENT);
    List<Alert> ofMedicine =
        alerts(urgent, hit(medical, world.addPoint("m", "drug-sex", "X1"), "1"));
    assertThat(silence(ofMedicine)).isEmpty();
    assertThat(ofMedicine.get(0).reaction().interrupts()).isFalse();
  }

  @Test
  void nothingBlocksUnlessTheSiteWantsItAndAPolicyNever() {
    KnowledgePoint of = world.addPoint("m", "drug-sex", "X1", Reaction.BLOCK, PointState.ON);
    KnowledgePoint ofPolicy =
        world.addPoint("p", "drug-level", "X1", Reaction.BLOCK, PointState.ON);
    OrderRequest request = World.request(World.line("1", "X1"));
    assertThat(alerts(request, hit(medical, of, "1")).get(0).reaction()).isEqualTo(Reaction.WARN);
    quiet = new Quiet(5, Set.of("drug-sex", "drug-level"));
    assertThat(alerts(request, hit(medical, of, "1")).get(0).reaction()).isEqualTo(Reaction.BLOCK);
    assertThat(alerts(request, hit(policy, ofPolicy, "1")).get(0).reaction())
        .isEqualTo(Reaction.WARN);
  }

  @Test
  void theEnglishTextIsEnglish() {
    RuleClass sex = world.ruleClass("drug-sex").orElseThrow();
    RuleClass told =
        world.add(
            new RuleClass(
                "told",
                "",
                sex.category(),
                sex.name(),
                "x",
                sex.subject(),
                true,
                Reaction.WARN,
                sex.audiences(),
                sex.scenes(),
                false,
                Constraint.NONE,
                new Text("「{item}」限{limit}", "{item} is for {limit}"),
                new Text("", "")));
    List<Alert> alerts =
        alerts(
            World.request(World.line("1", "X1")),
            hit(told, world.addPoint("p", "told", "X1"), "1"));
    assertThat(alerts.get(0).text()).isEqualTo(new Text("「药X1」限女", "药X1 is for female"));
  }

  @Test
  void wordsOfLimitsAreEnglishInTheEnglishText() {
    assertThat(EnglishWords.of(Map.of("limit", "每次住院2次")))
        .containsEntry("limit", "per stay 2 times");
    assertThat(EnglishWords.of(Map.of("limit", "满12岁且不满18岁")))
        .containsEntry("limit", "from 12 years and below 18 years");
    assertThat(EnglishWords.of(Map.of("per", "本次住院"))).containsEntry("per", "in this stay");
    assertThat(EnglishWords.of(Map.of("item", "女金丸"))).containsEntry("item", "女金丸");
  }

  @Test
  void oneCauseIsOneCard() {
    List<Alert> alerts =
        alerts(
            World.request(World.line("1", "X1"), World.line("2", "X2")),
            hit(medical, world.addPoint("p1", "drug-sex", "X1"), "1"),
            hit(medical, world.addPoint("p2", "drug-sex", "X2"), "2"));
    assertThat(alerts).hasSize(1);
    assertThat(alerts.get(0).lineIds()).containsExactly("1", "2");
    assertThat(alerts.get(0).points()).containsExactly("p1", "p2");
    assertThat(alerts.get(0).text().zh()).isEqualTo("「药X1、药X2」不当");
  }

  @Test
  void theMostSevereComesFirstAndNoMoreThanConfigured() {
    quiet = new Quiet(2, Set.of());
    List<Said> hits = new ArrayList<>();
    List<OrderLine> lines = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      RuleClass one = world.addClass("class-" + i, "x", Category.MEDICAL);
      hits.add(
          hit(
              one,
              world.addPoint(
                  "p" + i,
                  one.id(),
                  "X" + i,
                  i == 4 ? Reaction.WARN : Reaction.HINT,
                  PointState.ON),
              "" + i));
      lines.add(World.line("" + i, "X" + i));
    }
    List<Alert> alerts =
        alerts(World.request(lines.toArray(OrderLine[]::new)), hits.toArray(Said[]::new));
    assertThat(alerts).hasSize(4);
    assertThat(alerts.get(0).ruleClass().id()).isEqualTo("class-4");
    assertThat(alerts.stream().filter(Alert::isShown)).hasSize(2);
    assertThat(alerts.get(3).silence()).contains(Silence.TOO_MANY);
  }

  @Test
  void aSilentPointIsCountedAndNotShown() {
    KnowledgePoint silent = world.addPoint("p", "drug-sex", "X1", Reaction.WARN, PointState.SILENT);
    assertThat(silence(alerts(World.request(World.line("1", "X1")), hit(medical, silent, "1"))))
        .contains(Silence.SWITCHED);
  }

  @Test
  void aDepartmentSwitchesForItself() {
    KnowledgePoint point = world.addPoint("p", "drug-sex", "X1");
    Said hit = hit(medical, point, "1");
    OrderRequest request = World.request(World.line("1", "X1"));
    world.addSwitch(new Switch(Switch.Scope.CLASS, "drug-sex", "0301", PointState.SILENT));
    assertThat(silence(alerts(request, hit))).contains(Silence.SWITCHED);
    world.addSwitch(new Switch(Switch.Scope.POINT, "p", "0301", PointState.ON));
    assertThat(silence(alerts(request, hit))).as("the narrowest switch counts").isEmpty();
    world.addSwitch(new Switch(Switch.Scope.POINT, "p", "0301", PointState.OFF));
    assertThat(alerts(request, hit)).isEmpty();
  }

  @Test
  void aClassWithoutPointsIsSwitchedForTheWholeHospital() {
    Said hit =
        new Said(
            medical,
            new Opinion.Hit(Optional.empty(), List.of("1"), List.of(), Map.of("limit", "5")));
    OrderRequest request = World.request(World.line("1", "X1"));
    assertThat(silence(alerts(request, hit))).isEmpty();
    world.addSwitch(new Switch(Switch.Scope.CLASS, "drug-sex", "", PointState.SILENT));
    assertThat(silence(alerts(request, hit))).contains(Silence.SWITCHED);
    world.addSwitch(new Switch(Switch.Scope.CLASS, "drug-sex", "0301", PointState.ON));
    assertThat(silence(alerts(request, hit))).as("the department's own counts").isEmpty();
    world.addSwitch(new Switch(Switch.Scope.CLASS, "drug-sex", "0301", PointState.OFF));
    assertThat(alerts(request, hit)).isEmpty();
  }

  @Test
  void anOtherDepartmentsSwitchIsNothingToUs() {
    world.addSwitch(new Switch(Switch.Scope.CLASS, "drug-sex", "0999", PointState.OFF));
    assertThat(
            silence(
                alerts(
                    World.request(World.line("1", "X1")),
                    hit(medical, world.addPoint("p", "drug-sex", "X1"), "1"))))
        .isEmpty();
  }

  @Test
  void whatWasOverriddenWithAReasonIsNotSaidAgain() {
    overridden = Set.of(AlertStore.overrideKey("p", "X1"));
    KnowledgePoint point = world.addPoint("p", "drug-sex", "X1");
    assertThat(silence(alerts(World.request(World.line("1", "X1")), hit(medical, point, "1"))))
        .contains(Silence.OVERRIDDEN);
    assertThat(silence(alerts(World.request(World.line("1", "X2")), hit(medical, point, "1"))))
        .as("another item is another order")
        .isEmpty();
  }

  @Test
  void whatFellSilentIsNotShown() {
    ignored = Set.of("p");
    assertThat(
            silence(
                alerts(
                    World.request(World.line("1", "X1")),
                    hit(medical, world.addPoint("p", "drug-sex", "X1"), "1"))))
        .contains(Silence.IGNORED);
  }

  @Test
  void overridesAreLookedUpOnlyWhenSomethingWouldBeShown() {
    KnowledgePoint silent = world.addPoint("p", "drug-sex", "X1", Reaction.WARN, PointState.SILENT);
    OrderRequest request = World.request(World.line("1", "X1"));
    OrderCase order = new OrderCase(request, Contexts.of(request), request.lines(), world);
    List<Alert> alerts =
        quiet.alerts(
            order,
            List.of(hit(medical, silent, "1")),
            List.of(),
            Set.of(),
            () -> {
              throw new AssertionError("nobody asks for this");
            });
    assertThat(alerts).hasSize(1);
  }
}
