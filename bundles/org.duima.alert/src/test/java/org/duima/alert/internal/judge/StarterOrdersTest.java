package org.duima.alert.internal.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.duima.alert.internal.knowledge.KnowledgeFiles;
import org.duima.alert.internal.rules.Rules;
import org.duima.alert.internal.world.World;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Fact;
import org.duima.api.alert.Alert;
import org.duima.api.alert.AlertAnswer;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.OrderLine;
import org.duima.api.encounter.OrderLine.Dosage;
import org.duima.api.encounter.OrderLine.Kind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What doctors see with the shipped knowledge, and that they see nothing of ordinary orders. */
class StarterOrdersTest {
  private static final Judge JUDGE =
      new Judge(
          new Judge.Parts(
              new KnowledgeFiles(Path.of("../../mappings"), Clock.systemUTC()),
              Rules.all(),
              World::site,
              World.codes(),
              Optional::empty,
              Optional::empty),
          AlertSettings.of(Map.of("deadlineMs", "5000")));

  @AfterAll
  static void letGo() {
    JUDGE.close();
  }

  /** An order in the making. */
  private static final class Order {
    private final Map<String, Fact> facts = new LinkedHashMap<>();
    private final List<Diagnosis> diagnoses = new ArrayList<>();
    private final List<OrderLine> lines = new ArrayList<>();
    private List<String> allergies = List.of();

    Order(String sex, String birth) {
      fact("gend", sex);
      fact("brdy", birth);
      fact("insutype", "310");
      fact("med_type", "21");
    }

    Order fact(String name, String value) {
      facts.put(name, World.fact(value));
      return this;
    }

    Order diagnosis(String code) {
      diagnoses.add(
          new Diagnosis(
              Diagnosis.Role.OTHER,
              new Code(CodeSystem.DIAGNOSIS, Editions.INSURANCE_2_0, code),
              "",
              "",
              diagnoses.size() + 1,
              World.origin("diagnosis")));
      return this;
    }

    Order allergy(String name) {
      allergies = List.of(name);
      return this;
    }

    Order drug(String code, String name) {
      return line(Kind.DRUG, code, name);
    }

    Order slices(String... names) {
      for (String name : names) {
        line(Kind.SLICE, "T99999" + String.format("%04d", lines.size()), name);
      }
      return this;
    }

    private Order line(Kind kind, String code, String name) {
      lines.add(
          new OrderLine(
              String.valueOf(lines.size() + 1),
              "RX1",
              "",
              kind,
              new Code(CodeSystem.DRUG, Editions.INSURANCE_2_0, code),
              name,
              "",
              "",
              null,
              new Dosage(null, "", null, "", 3, ""),
              World.AT,
              null,
              "0301",
              "D1",
              "231",
              Set.of(),
              null,
              World.origin("order")));
      return this;
    }

    AlertAnswer sign() {
      return JUDGE.evaluate(
          new OrderRequest(
              "R1",
              "national",
              Scene.SIGN,
              World.HOSPITAL,
              World.AT,
              List.of(World.PATIENT),
              "0301",
              "D1",
              new OrderRequest.Stated(facts, diagnoses, List.of(), allergies),
              lines,
              List.of(),
              Set.of()));
    }

    Set<String> shown() {
      return classes(sign().shown());
    }

    Set<String> silent() {
      return classes(sign().alerts().stream().filter(alert -> !alert.isShown()).toList());
    }

    private static Set<String> classes(List<Alert> alerts) {
      return alerts.stream()
          .map(alert -> alert.ruleClass().id())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Order man() {
    return new Order("1", "1970-05-01");
  }

  private static Order woman() {
    return new Order("2", "1996-05-01");
  }

  private static Order child() {
    return new Order("1", "2020-05-01");
  }

  @Test
  void anOrdinaryOrderOfAnAdultIsQuiet() {
    Order order =
        man()
            .diagnosis("I10.x00x002")
            .diagnosis("E11.900")
            .diagnosis("J15.900")
            .drug("XC08CAA321A001010100001", "苯磺酸氨氯地平片")
            .drug("XC09CAX011A001010100001", "缬沙坦胶囊")
            .drug("XC10AAA100A001010100001", "阿托伐他汀钙片")
            .drug("XA10BAE082A001010100001", "盐酸二甲双胍片")
            .drug("XB01ACA010A001010100001", "阿司匹林肠溶片")
            .drug("XJ01DDT010B002010100001", "注射用头孢曲松钠")
            .drug("XA02BCL010A001010100001", "兰索拉唑肠溶片")
            .drug("XR05CBA010B002010100001", "盐酸氨溴索注射液")
            .drug("XB05BBL010B002010100001", "氯化钠注射液");
    assertThat(order.shown()).isEmpty();
  }

  @Test
  void anOrdinaryDecoctionIsQuiet() {
    assertThat(
            woman()
                .diagnosis("K29.500")
                .slices("党参", "白术", "茯苓", "炙甘草", "陈皮", "法半夏", "砂仁", "木香")
                .shown())
        .isEmpty();
  }

  @Test
  void anOrdinaryOrderOfAPregnantWomanIsQuiet() {
    assertThat(
            woman()
                .fact("matn_stas", "3")
                .diagnosis("O24.400")
                .drug("XA10ABM010B002010100001", "门冬胰岛素注射液")
                .drug("XB03BBY010A001010100001", "叶酸片")
                .drug("XC02ABJ010A001010100001", "甲基多巴片")
                .shown())
        .isEmpty();
  }

  @Test
  void whatHarmsTheChildIsShownToAPregnantWomanOnly() {
    Order pregnant = woman().diagnosis("Z34.000");
    pregnant.drug("XC09AAY010A001010100001", "马来酸依那普利片");
    assertThat(pregnant.shown()).containsExactly("drug-pregnancy");
    assertThat(
            woman()
                .fact("matn_stas", "1")
                .diagnosis("I10.x00")
                .drug("XC09AAY010A001010100001", "x")
                .shown())
        .isEmpty();
    assertThat(woman().diagnosis("O26.900").drug("", "利巴韦林注射液").shown())
        .containsExactly("drug-pregnancy");
    assertThat(woman().diagnosis("O20.000").slices("当归", "醋三棱").shown())
        .containsExactly("drug-pregnancy");
    assertThat(man().drug("", "利巴韦林注射液").shown()).isEmpty();
    assertThat(
            woman()
                .fact("matn_stas", "4")
                .diagnosis("I10.x00")
                .drug("XC09AAY010A001010100001", "马来酸依那普利片")
                .shown())
        .isEmpty();
  }

  @Test
  void anEctopicPregnancyIsTreatedWithoutAWord() {
    assertThat(woman().diagnosis("O00.100").drug("", "注射用甲氨蝶呤").shown()).isEmpty();
  }

  @Test
  void childrenAreKeptFromWhatIsBannedForThem() {
    assertThat(child().diagnosis("J20.900").drug("XJ01MAZ010A001010100001", "左氧氟沙星片").shown())
        .containsExactly("drug-children-ban");
    assertThat(child().diagnosis("J20.900").drug("XJ01AAD010A001010100001", "盐酸多西环素片").shown())
        .containsExactly("drug-children-ban");
    assertThat(child().diagnosis("J20.900").drug("", "柴胡注射液").shown())
        .containsExactly("drug-children-ban");
    assertThat(child().diagnosis("J20.900").drug("XJ01DDT010B002010100001", "注射用头孢曲松钠").shown())
        .isEmpty();
    assertThat(
            new Order("1", "2008-01-01")
                .diagnosis("J20.900")
                .drug("XJ01MAZ010A001010100001", "左氧氟沙星片")
                .shown())
        .isEmpty();
  }

  @Test
  void productsForChildrenAreNotForAdults() {
    assertThat(man().diagnosis("R05.x00").drug("ZA04CAE0023010100166", "儿童清肺口服液").shown())
        .containsExactly("drug-children-product");
    assertThat(child().diagnosis("R05.x00").drug("ZA04CAE0023010200999", "儿童清肺口服液").shown())
        .isEmpty();
  }

  @Test
  void contraindicationsAreShownWithDiagnosisOrAllergy() {
    assertThat(man().diagnosis("J45.900").drug("XC07AAP010A001010100001", "盐酸普萘洛尔片").shown())
        .containsExactly("drug-contraindication");
    assertThat(man().diagnosis("J45.900").drug("XC07ABM010A001010100001", "酒石酸美托洛尔片").shown())
        .isEmpty();
    assertThat(
            man()
                .diagnosis("J15.900")
                .allergy("青霉素类")
                .drug("XJ01CRP010B001010100001", "注射用哌拉西林钠他唑巴坦钠")
                .shown())
        .containsExactly("drug-contraindication");
    assertThat(
            man()
                .diagnosis("J15.900")
                .allergy("青霉素类")
                .drug("XJ01DDT010B002010100001", "注射用头孢曲松钠")
                .shown())
        .isEmpty();
    assertThat(
            man()
                .diagnosis("R52.900")
                .allergy("morphine sulfate")
                .drug("XJ01EEF010A001010100001", "复方磺胺甲噁唑片")
                .shown())
        .isEmpty();
  }

  @Test
  void policyOffersThatThePatientPays() {
    AlertAnswer answer =
        man().diagnosis("K29.500").slices("阿胶").drug("ZH01AAB0066010100716", "疤痕止痒软化膏").sign();
    assertThat(Order.classes(answer.shown()))
        .containsExactly("drug-work-injury", "slice-not-covered");
    assertThat(answer.shown()).allMatch(Alert::selfPayOffered);
    assertThat(answer.isBlocked()).isFalse();
  }

  @Test
  void sexIsComparedWithTheDrugAndTheDiagnosis() {
    assertThat(woman().diagnosis("R52.900").drug("XL02BBA326A001020299999", "阿帕他胺片").shown())
        .contains("drug-sex");
    assertThat(man().diagnosis("C61.x00").drug("XL02BBA326A001020299999", "阿帕他胺片").shown())
        .isEmpty();
    assertThat(woman().diagnosis("N40.x00").drug("XA02BAF010A001010100001", "法莫替丁片").shown())
        .containsExactly("diagnosis-sex");
    assertThat(man().diagnosis("P59.900").drug("XA02BAF010A001010100001", "法莫替丁片").shown())
        .containsExactly("diagnosis-age");
  }

  @Test
  void controlledDrugsAreNotForTheInternet() {
    assertThat(
            man()
                .fact("med_type", "11")
                .fact("out_setl_flag", "5")
                .diagnosis("R52.900")
                .drug("XN02ABF027V002010199999", "芬太尼透皮贴剂")
                .shown())
        .containsExactly("internet-drug");
  }

  @Test
  void incompatibleSlicesOfOnePrescriptionAreOneCard() {
    AlertAnswer answer = man().diagnosis("K74.100").slices("黄芪", "炙甘草", "醋甘遂", "白术").sign();
    assertThat(Order.classes(answer.shown())).containsExactly("slice-incompatible");
    assertThat(answer.shown()).hasSize(1);
    assertThat(answer.shown().get(0).lineIds()).containsExactlyInAnyOrder("2", "3");
    assertThat(man().diagnosis("K74.100").slices("黑顺片", "姜半夏").shown())
        .containsExactly("slice-incompatible");
    assertThat(man().diagnosis("K74.100").slices("白附子", "姜半夏").shown()).isEmpty();
  }

  @Test
  void drugsThatMustNotMeetAreOneCard() {
    assertThat(
            man()
                .diagnosis("I20.900")
                .drug("XC01DAX010A001010100001", "硝酸异山梨酯片")
                .drug("", "枸橼酸西地那非片")
                .shown())
        .containsExactly("drug-interaction");
    assertThat(
            man()
                .diagnosis("G40.900")
                .diagnosis("J15.900")
                .drug("XJ01DHM046B001010100001", "注射用美罗培南")
                .drug("XN03AGB010A001010100001", "丙戊酸钠缓释片")
                .shown())
        .containsExactly("drug-interaction");
  }

  @Test
  void whatIsDoubtfulIsCountedOnly() {
    Order order = woman().diagnosis("O20.000").drug("XJ01MAZ010A001010100001", "左氧氟沙星片");
    assertThat(order.shown()).isEmpty();
    assertThat(order.silent()).contains("drug-pregnancy");
  }
}
