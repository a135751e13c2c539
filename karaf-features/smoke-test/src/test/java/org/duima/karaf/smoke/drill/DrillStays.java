package org.duima.karaf.smoke.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duima.demo.day.Coded;
import org.duima.demo.day.Day;
import org.duima.demo.day.Message;
import org.duima.demo.day.Stay;

/**
 * Makes stays by chance, each after one of the demo's day: other people of other ages, other dates,
 * payers and divisions, further diagnoses in another order, other senders, messages that come late
 * or twice; every second one with a fault. A stay depends on the seed and its index alone.
 */
public final class DrillStays {
  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
  private static final String SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜";
  private static final String DIGITS = "零一二三四五六七八九";
  private static final int LAST_SHIFT_DAYS = 250;
  private static final int MOST_TRIES = 5_000;

  /** What a grown-up may have besides, whatever the sex. */
  private static final List<String> BESIDES =
      List.of(
          "I10.x00x002 高血压",
          "K76.000 脂肪肝",
          "E78.500 高脂血症",
          "D50.900 缺铁性贫血",
          "N28.100 后天性肾囊肿",
          "M81.900 骨质疏松",
          "K29.500 慢性胃炎",
          "E79.000 高尿酸血症不伴有感染性关节炎体征和砂砾性病",
          "K21.900 胃-食管反流性疾病不伴有食管炎",
          "H91.900 听觉丧失",
          "I25.103 冠状动脉粥样硬化性心脏病",
          "E87.600 低钾血症");

  private static final List<String> CONDITIONS = List.of("有", "有", "有", "临床未确定", "情况不明", "无");
  private static final List<String> VERSIONS = List.of("2.3.1", "2.4", "2.5", "2.5", "2.8");
  private static final List<String> ELSEWHERE = List.of("440106", "510107", "340104");

  private final long seed;
  private final Path demo;
  private final List<Picture> pictures;
  private final List<Fault> faults;

  /**
   * @param repository root of the sources
   */
  public DrillStays(long seed, Path repository) {
    this.seed = seed;
    this.demo = repository.resolve("demo");
    Path tables = repository.resolve("karaf-features/smoke-test/src/test/resources/drill");
    this.pictures = Picture.all(demo, tables.resolve("pictures.tsv"));
    this.faults = Fault.all(tables.resolve("faults.tsv"));
  }

  /** How many kinds of faults there are. */
  public int faults() {
    return faults.size();
  }

  /** The first stays. */
  public List<DrillStay> first(int count) {
    List<Draft> drafts = new ArrayList<>();
    for (int index = 1; index <= count; index++) {
      drafts.add(draft(index));
    }
    Day day = Day.of(demo.resolve("day"), drafts.stream().map(Draft::stay).toList());
    Map<String, List<Message>> messages =
        day.messages().stream().collect(Collectors.groupingBy(Message::visit));
    return drafts.stream()
        .map(draft -> stay(draft, day, messages.get(draft.stay().visit())))
        .toList();
  }

  private record Draft(int index, Picture picture, Fault fault, Stay stay) {}

  private Draft draft(int index) {
    Random dice = new Random(seed * 1_000_003 + index);
    if (index % 2 == 0) {
      Picture picture = one(pictures, dice);
      return new Draft(index, picture, null, vary(picture, index, dice));
    }
    Fault fault = faults.get(index / 2 % faults.size());
    for (int i = 0; i < MOST_TRIES; i++) {
      Picture picture = one(pictures, dice);
      Stay stay = vary(picture, index, dice);
      if (picture.endsInOneList() && fault.fits(stay)) {
        for (String edit : fault.ofStay()) {
          stay = StayEdit.apply(edit, stay);
        }
        return new Draft(index, picture, fault, stay);
      }
    }
    throw new IllegalStateException("no stay fits fault " + fault.id());
  }

  private static DrillStay stay(Draft draft, Day day, List<Message> sent) {
    List<Message> messages = new ArrayList<>(sent);
    if (draft.fault() != null) {
      List<MessageEdit> edits = draft.fault().ofMessages();
      for (MessageEdit edit : edits) {
        messages.replaceAll(message -> edit.apply(message, draft.stay()));
      }
      if (!edits.isEmpty() && messages.equals(sent)) {
        throw new IllegalStateException("#" + draft.index() + ": no effect " + draft.fault());
      }
    }
    List<Ending> ends =
        draft.fault() == null ? draft.picture().ends() : List.of(draft.fault().ending());
    List<String> setlIds =
        ends.get(0).settled() ? day.settlements(draft.stay().visit()) : List.of();
    List<DrillStay.Wanted> wanted = new ArrayList<>();
    for (int i = 0; i < setlIds.size(); i++) {
      wanted.add(new DrillStay.Wanted(setlIds.get(i), ends.get(i)));
    }
    return new DrillStay(
        draft.index(),
        draft.picture().kind(),
        draft.fault(),
        draft.stay(),
        List.copyOf(messages),
        List.copyOf(wanted),
        setlIds.isEmpty() ? ends.get(0) : null);
  }

  // ---------------------------------------------------------------- variation

  private static Stay vary(Picture picture, int index, Random dice) {
    Stay stay =
        shifted(
            picture.stay(),
            Duration.ofDays(-dice.nextInt(LAST_SHIFT_DAYS)).plusSeconds(dice.nextInt(540)));
    boolean grown = picture.youngest() != null;
    Copy copy =
        new Copy(stay)
            .visit("DR26%06d".formatted(index))
            .patient(patient(picture, stay, index, dice))
            .care(dice.nextInt(2), atMostTwo(stay.daily()), stay.charges())
            .insured(payer(stay, grown, dice), insuplc(stay, dice))
            .coded(codes(stay, grown, dice));
    String charset = dice.nextInt(5) == 0 ? "GB18030" : "UTF-8";
    copy.sent(via(stay, dice), one(VERSIONS, dice), charset);
    disturb(copy, stay, dice);
    return copy.stay();
  }

  private static Stay.Patient patient(Picture picture, Stay stay, int index, Random dice) {
    String sex = picture.sex().equals("any") ? (dice.nextBoolean() ? "M" : "F") : picture.sex();
    LocalDate born = stay.patient().born();
    if (picture.youngest() != null) {
      int years = picture.youngest() + dice.nextInt(picture.oldest() - picture.youngest() + 1);
      born = stay.admit().at().toLocalDate().minusYears(years).minusDays(dice.nextInt(365));
    }
    StringBuilder name = new StringBuilder();
    name.append(SURNAMES.charAt(dice.nextInt(SURNAMES.length()))).append("演练");
    String.valueOf(index).chars().forEach(c -> name.append(DIGITS.charAt(c - '0')));
    // odd for men; with the day of birth hardly ever twice
    int serial = index % 500 * 2 + (sex.equals("M") ? 1 : 0);
    return new Stay.Patient(
        null, name.toString(), sex, born, "%03d".formatted(serial), null, null, null, null);
  }

  private static String payer(Stay stay, boolean grown, Random dice) {
    if (!Set.of("职工", "居民").contains(stay.payer())) {
      return stay.payer();
    }
    return grown && dice.nextBoolean() ? "职工" : "居民";
  }

  private static String insuplc(Stay stay, Random dice) {
    return dice.nextInt(8) == 0 ? one(ELSEWHERE, dice) : stay.insuplc();
  }

  /** Copies of transactions carry no blood. */
  private static String via(Stay stay, Random dice) {
    boolean blood = stay.coded().stream().anyMatch(page -> !page.blood().isEmpty());
    return blood || dice.nextBoolean() ? "hl7" : "transactions";
  }

  private static Map<String, Integer> atMostTwo(Map<String, Integer> daily) {
    Map<String, Integer> fewer = new HashMap<>();
    daily.forEach((category, lines) -> fewer.put(category, Math.min(2, lines)));
    return fewer;
  }

  /** Another order of the other diagnoses, and some more, the same in each version of a page. */
  private static List<Stay.FrontPage> codes(Stay stay, boolean grown, Random dice) {
    List<Stay.FrontPage> pages = new ArrayList<>();
    List<Coded> more = grown ? besides(stay, dice) : List.of();
    for (Stay.FrontPage page : stay.coded()) {
      List<Coded> others = new ArrayList<>(page.diagnoses().subList(1, page.diagnoses().size()));
      others.addAll(more);
      Collections.shuffle(others, dice);
      List<Coded> all = new ArrayList<>(List.of(page.diagnoses().get(0)));
      all.addAll(others);
      pages.add(
          new Stay.FrontPage(
              page.at(),
              page.afterAccepted(),
              all,
              page.disease(),
              page.syndromes(),
              page.operations(),
              page.icu(),
              page.blood()));
    }
    return pages;
  }

  private static List<Coded> besides(Stay stay, Random dice) {
    Set<String> taken = new HashSet<>();
    stay.coded()
        .forEach(page -> page.diagnoses().forEach(d -> taken.add(d.code().substring(0, 3))));
    List<Coded> more = new ArrayList<>();
    for (int i = dice.nextInt(3); i > 0; i--) {
      String code = one(BESIDES, dice);
      if (taken.add(code.substring(0, 3))) {
        more.add(Coded.of(code + " " + one(CONDITIONS, dice)));
      }
    }
    return more;
  }

  /** Messages that come late, out of order or twice. */
  private static void disturb(Copy copy, Stay stay, Random dice) {
    List<Stay.Extra> also = new ArrayList<>(stay.also());
    if (stay.discharge() == null) {
      return;
    }
    LocalDateTime left = stay.discharge().at();
    Stay.Admission admit = stay.admit();
    if (dice.nextInt(10) == 0 && admit.emergency() == null && admit.sent() == null) {
      copy.admit(
          new Stay.Admission(
              admit.at(),
              admit.dept(),
              admit.bed(),
              admit.way(),
              admit.planned(),
              null,
              left.plusMinutes(170)));
    }
    if (dice.nextInt(5) == 0) {
      also.add(extra("repeat", left.plusMinutes(1), String.valueOf(1 + dice.nextInt(4))));
    }
    if (dice.nextInt(5) == 0) {
      also.add(extra("update", left.minusMinutes(30), ""));
    }
    if (dice.nextInt(4) == 0) {
      copy.moves(stay.moves().stream().map(move -> late(move, left)).toList());
    }
    copy.also(also);
  }

  private static Stay.Extra extra(String what, LocalDateTime at, String with) {
    return new Stay.Extra(what, at, null, with, null, false);
  }

  private static Stay.Move late(Stay.Move move, LocalDateTime left) {
    return move.sent() == null
        ? new Stay.Move(move.at(), move.dept(), move.bed(), left.minusMinutes(20))
        : move;
  }

  private static <T> T one(List<T> list, Random dice) {
    return list.get(dice.nextInt(list.size()));
  }

  // ---------------------------------------------------------------- other dates

  private static Stay shifted(Stay stay, Duration by) {
    Stay.Patient p = stay.patient();
    Stay.Admission a = stay.admit();
    Stay.Discharge d = stay.discharge();
    return new Copy(stay)
        .patient(
            new Stay.Patient(
                p.no(),
                p.name(),
                p.sex(),
                p.born().plusDays(days(by)),
                p.serial(),
                p.job(),
                p.contact(),
                p.psn(),
                p.mother()))
        .admit(
            new Stay.Admission(
                a.at().plus(by),
                a.dept(),
                a.bed(),
                a.way(),
                plus(a.planned(), by),
                plus(a.emergency(), by),
                plus(a.sent(), by)))
        .moves(
            stay.moves().stream()
                .map(m -> new Stay.Move(m.at().plus(by), m.dept(), m.bed(), plus(m.sent(), by)))
                .toList())
        .care(
            stay.labs(),
            new TreeMap<>(stay.daily()),
            stay.charges().stream()
                .map(
                    c ->
                        new Stay.Single(
                            c.at().plus(by),
                            c.category(),
                            c.item(),
                            c.amount(),
                            plus(c.sent(), by)))
                .toList())
        .discharge(d == null ? null : new Stay.Discharge(d.at().plus(by), d.way(), d.to()))
        .coded(stay.coded().stream().map(page -> shifted(page, by)).toList())
        .settle(stay.settle().stream().map(s -> shifted(s, by)).toList())
        .also(
            stay.also().stream()
                .map(
                    e ->
                        new Stay.Extra(
                            e.what(),
                            e.at().plus(by),
                            plus(e.sent(), by),
                            e.with(),
                            e.diagnoses(),
                            e.withoutVisit()))
                .toList())
        .stay();
  }

  private static Stay.FrontPage shifted(Stay.FrontPage page, Duration by) {
    return new Stay.FrontPage(
        page.at().plus(by),
        page.afterAccepted(),
        page.diagnoses(),
        page.disease(),
        page.syndromes(),
        page.operations().stream()
            .map(
                o ->
                    new Stay.Operation(
                        o.code(),
                        o.at().plus(by),
                        o.minutes(),
                        o.by(),
                        o.anaesthesia(),
                        o.without()))
            .toList(),
        page.icu().stream()
            .map(i -> new Stay.IntensiveCare(i.type(), i.in().plus(by), i.out().plus(by)))
            .toList(),
        page.blood());
  }

  private static Stay.Settlement shifted(Stay.Settlement s, Duration by) {
    long days = days(by);
    String invoice =
        s.invoice() == null || !s.invoice().startsWith("2")
            ? s.invoice()
            : LocalDateTime.parse(s.invoice(), MINUTES).plus(by).format(MINUTES);
    return new Stay.Settlement(
        s.id(),
        plus(s.at(), by),
        s.begin() == null ? null : s.begin().plusDays(days),
        s.end() == null ? null : s.end().plusDays(days),
        s.mid(),
        invoice,
        plus(s.refunded(), by),
        s.refundedAfterAccepted());
  }

  /** Whole days of a shift, of which the rest lies after midnight. */
  private static long days(Duration by) {
    return Math.floorDiv(by.toSeconds(), Duration.ofDays(1).toSeconds());
  }

  private static LocalDateTime plus(LocalDateTime at, Duration by) {
    return at == null ? null : at.plus(by);
  }
}
