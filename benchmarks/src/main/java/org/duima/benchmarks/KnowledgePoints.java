package org.duima.benchmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Invented knowledge points of the shipped classes, with codes of the shapes that catalogue codes
 * have. The first {@link #RULES} are the ones that {@link Orders} are about; the others fill the
 * table and name codes that no order has. All codes are of groups that no catalogue uses, so that
 * no shipped point is about them.
 */
final class KnowledgePoints {
  /** How many points orders can meet. */
  static final int RULES = 1_000;

  private static final String HEADER =
      "id,rule_class,codes,others,item_name,constraint,reading,detect_logic,basis,batch,valid_from,"
          + "valid_to,reaction,state\n";

  /** What a rule of the measured ones demands. */
  enum Demand {
    SEX("drug-sex", "限女性", "sex=female"),
    AGE("drug-children-ban", "18岁以下禁用", "ageFrom=18y"),
    LEVEL("drug-hospital-level", "限三级医疗机构", "level=3"),
    INSURANCE("drug-work-injury", "限工伤保险", "insurance=work-injury"),
    VISIT("drug-visit-kind", "限住院使用", "visit=inpatient");

    private final String ruleClass;
    private final String published;
    private final String reading;

    Demand(String ruleClass, String published, String reading) {
      this.ruleClass = ruleClass;
      this.published = published;
      this.reading = reading;
    }
  }

  /**
   * One of the measured rules.
   *
   * @param id of its point
   * @param code of the drug that it is about
   */
  record Rule(String id, String code, Demand demand) {}

  /** Classes of the points that fill the table: class, shape of its codes, text and reading. */
  private static final String[][] FILLING = {
    {"drug-sex", "drug", "限男性", "sex=male"},
    {"drug-children-only", "drug", "限儿童", "ageTo=14y"},
    {"drug-indication", "drug", "限肺炎、支气管炎患者", "dx=J18*,J40*"},
    {"drug-second-line", "drug", "限二线用药", "first=XA02*"},
    {"drug-course", "drug", "支付不超过14天", "days=14; per=stay"},
    {"drug-hospital-level", "drug", "限二级及以上医疗机构", "level=2"},
    {"drug-contraindication", "drug", "消化性溃疡患者禁用", "dx=K25*,K26*"},
    {"drug-elderly", "drug", "老年人慎用", "ageTo=65y"},
    {"drug-dose", "drug", "一日不超过40mg", "dayDose=40mg"},
    {"drug-pregnancy", "drug", "孕妇禁用", ""},
    {"drug-interaction", "pair", "不宜合用", ""},
    {"slice-incompatible", "slices", "配伍禁忌", ""},
    {"service-indication", "service", "限心肌梗死患者", "dx=I21*"},
    {"service-frequency", "service", "每日不超过1次", "count=1; per=day"},
    {"service-sex", "service", "限女性", "sex=female"},
    {"service-duplicate", "services", "不得同时收费", "per=day"},
    {"service-department", "service", "限重症医学科", "dept=2800"},
    {"consumable-disease", "consumable", "限股骨颈骨折患者", "dx=S72*"},
    {"consumable-count", "consumable", "每台手术不超过3个", "count=3; per=procedure"},
    {"diagnosis-sex", "diagnosis", "女性诊断", "sex=female"},
  };

  /** One of so many filling points of a drug names a whole group by the beginning of its codes. */
  private static final int EACH_GROUP = 50;

  private KnowledgePoints() {}

  /** The measured rules, always the same. */
  static List<Rule> rules() {
    Random random = new Random(1);
    List<Rule> rules = new ArrayList<>();
    for (int n = 0; n < RULES; n++) {
      Demand demand = Demand.values()[n % Demand.values().length];
      rules.add(new Rule("bench-" + n, drug("XE", n, random), demand));
    }
    return rules;
  }

  /** A drug's code that no point names. */
  static String freeDrug(int number) {
    return drug("XF", number, new Random(number));
  }

  /** 23 characters: anatomical group, form, strength, pack and company. */
  private static String drug(String group, int number, Random random) {
    return String.format(
        "%s%02d%c%c%c%03dA%012d",
        group,
        number % 16 + 1,
        'A' + number / 16 % 26,
        'A' + number / 416 % 26,
        'A' + random.nextInt(26),
        number % 1000,
        1_010_000_000L + number);
  }

  /** 15 digits. */
  private static String service(int number) {
    return String.format("00%06d%07d", 910_000 + number % 50_000, number);
  }

  private static String diagnosis(int number) {
    return String.format("U%02d.%03dx%03d", number % 100, number / 100 % 1000, number / 100_000);
  }

  private static String[] codes(String shape, int number, Random random) {
    return switch (shape) {
      case "drug" -> {
        String code = drug("X" + "IKOQTUWZ".charAt(number % 8), number, random);
        yield new String[] {
          number / FILLING.length % EACH_GROUP == 0 ? code.substring(0, 7) + number + "*" : code, ""
        };
      }
      case "pair" ->
          new String[] {drug("XX", number, random), drug("XY", number + 500_000, random)};
      case "slices" ->
          new String[] {String.format("T9%08d", number), String.format("T9%08d", number + 500_000)};
      case "services" -> new String[] {service(number), service(number + 500_000)};
      case "service" -> new String[] {service(number), ""};
      case "consumable" -> new String[] {String.format("C99%017d", number), ""};
      default -> new String[] {diagnosis(number), ""};
    };
  }

  /**
   * Writes a home's knowledge folder: the shipped classes, readings and reasons, and one imported
   * table of invented points.
   *
   * @param shipped {@code mappings/knowledge} of the repository
   * @param mappings folder of the home, made if it is not there
   */
  static Path write(Path shipped, Path mappings, int points) throws IOException {
    Path knowledge = Files.createDirectories(mappings.resolve("knowledge"));
    try (Stream<Path> files = Files.list(shipped)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (Files.isRegularFile(file) && !name.startsWith("starter-")) {
          Files.copy(file, knowledge.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    Path table = Files.createDirectories(knowledge.resolve("imported")).resolve("bench.csv");
    writeTable(table, points, "公布1");
    return table;
  }

  /** Writes the table alone; it takes the place of a former one at once. */
  static void writeTable(Path table, int points, String batch) throws IOException {
    Path written = table.resolveSibling("." + table.getFileName() + ".new");
    try (BufferedWriter out = Files.newBufferedWriter(written)) {
      out.write(HEADER);
      for (Rule rule : rules()) {
        Demand demand = rule.demand();
        out.write(
            row(
                rule.id(),
                demand.ruleClass,
                new String[] {rule.code(), ""},
                "药品" + rule.id(),
                demand.published,
                demand.reading,
                batch));
      }
      Random random = new Random(2);
      for (int n = RULES; n < points; n++) {
        String[] filling = FILLING[n % FILLING.length];
        out.write(
            row(
                "bench-" + n,
                filling[0],
                codes(filling[1], n, random),
                "项目" + n,
                filling[2],
                filling[3],
                batch));
      }
    }
    Files.move(written, table, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String row(
      String id,
      String ruleClass,
      String[] codes,
      String item,
      String published,
      String reading,
      String batch) {
    return String.join(
            ",",
            id,
            ruleClass,
            codes[0],
            codes[1],
            item,
            published,
            '"' + reading + '"',
            "违反限定的检出",
            "智能监管知识库（测速用的虚构知识点）",
            batch,
            "2025-01-01",
            "",
            "",
            "on")
        + "\n";
  }

  /** For the rules in the language of the peer: what a line breaks a rule by. */
  static final Map<Demand, String> VIOLATED =
      Map.of(
          Demand.SEX, "sex != \"female\"",
          Demand.AGE, "ageYears < 18",
          Demand.LEVEL, "hospitalLevel < 3",
          Demand.INSURANCE, "insurance != \"410\"",
          Demand.VISIT, "visitKind != \"inpatient\"");
}
