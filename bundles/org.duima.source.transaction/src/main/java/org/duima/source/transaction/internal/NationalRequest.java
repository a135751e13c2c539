package org.duima.source.transaction.internal;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Fact;
import org.duima.api.Finding;
import org.duima.api.Origin;
import org.duima.api.alert.OrderRequest;
import org.duima.api.alert.OrderRequest.Stated;
import org.duima.api.alert.Scene;
import org.duima.api.encounter.Diagnosis;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Procedure;
import org.duima.api.encounter.Staff;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.DeclaredEditions;
import org.duima.api.site.DeclaredEditions.Place;
import org.duima.api.site.Site;

/** Turns the {@code data} node of 3101 or 3102 into a request. Used once. */
final class NationalRequest {
  /** Facts that are passed on as they are. */
  private static final List<String> PLAIN_FACTS =
      List.of("insutype", "med_type", "med_mdtrt_type", "dise_no", "reim_flag");

  private final Site site;
  private final OrderTables tables;
  private final LocalDateTime now;
  private final String infno;
  private final String message;
  private final Row.Trouble trouble;
  private final Map<String, Fact> facts = new HashMap<>();
  private final NationalLines lines;

  /** The request cannot be answered; says where and why. */
  static final class Unanswerable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Finding reason;

    Unanswerable(String path, String zh, String en) {
      super(en, null, false, false);
      this.reason = Finding.error("national.request", path, zh, en);
    }

    Finding reason() {
      return reason;
    }
  }

  /** What a request came to, with what the answer needs of it. */
  record Made(OrderRequest request, String patient, String visit, Map<String, String> lineNames) {}

  /**
   * @param now the hospital's local time
   * @param msgid of the envelope, empty if there is none
   */
  NationalRequest(
      Site site,
      OrderTables tables,
      Supplier<Dictionaries> dictionaries,
      LocalDateTime now,
      String infno,
      String msgid,
      Row.Trouble trouble) {
    this.site = site;
    this.tables = tables;
    this.now = now;
    this.infno = infno;
    this.message = msgid.isEmpty() ? infno : infno + " " + msgid;
    this.trouble = trouble;
    this.lines = new NationalLines(tables, dictionaries, this::origin, trouble);
  }

  private Origin origin(String path) {
    return new Origin(0, message, path);
  }

  /**
   * Reads the node.
   *
   * @param id of the question
   * @param sender fixmedins_code of the envelope, empty if there is none
   * @throws Unanswerable if it cannot be told whom or which visit it is about
   */
  Made read(Row data, String id, String sender) throws Unanswerable {
    Row patient = patient(data);
    List<Row> visits = visits(data, patient);
    Optional<Row> current = current(patient, visits);
    String visitName = visitName(patient, current);
    // the current visit first: its lines keep their numbers if another visit has the same ones
    current.ifPresent(visit -> lines(visit, true));
    visits.stream()
        .filter(visit -> current.filter(now -> now.path().equals(visit.path())).isEmpty())
        .forEach(visit -> lines(visit, false));
    String institution = institution(sender, current.map(v -> v.text("medins_id")).orElse(""));
    person(patient);
    current.ifPresent(this::visit);
    String department =
        lines.department().isEmpty()
            ? current.map(v -> v.text("adm_dept_codg", "dscg_dept_codg")).orElse("")
            : lines.department();
    String orderer =
        lines.orderer().isEmpty()
            ? current.map(v -> v.text("dr_codg")).orElse("")
            : lines.orderer();
    Place at = new Place(infno, department, institution);
    Stated stated =
        new Stated(
            facts,
            current.map(v -> diagnoses(v, at)).orElse(List.of()),
            current.map(v -> procedures(v, at)).orElse(List.of()),
            null);
    String patientName = patient.text("patn_id");
    OrderRequest request =
        new OrderRequest(
            id,
            NationalDoor.FAMILY,
            scene(data),
            institution,
            now,
            keys(institution, patientName, visitName),
            department,
            orderer,
            stated,
            lines.current(),
            lines.earlier(),
            Set.of());
    return new Made(request, patientName, visitName, lines.names());
  }

  private void lines(Row visit, boolean isCurrent) {
    boolean selfPay = visit.flag("reim_flag").filter(flag -> !flag).isPresent();
    visit.rows("fsi_order_dtos").forEach(order -> lines.add(order, isCurrent, selfPay));
  }

  // ---------------------------------------------------------------- whom and which visit

  private static Row patient(Row data) throws Unanswerable {
    List<Row> patients = data.rows("patient_dtos");
    if (patients.isEmpty()) {
      throw new Unanswerable(
          data.path("patient_dtos"), "缺少参保人信息，或不是数组", "patients are missing or no array");
    }
    List<String> names = patients.stream().map(row -> row.text("patn_id")).distinct().toList();
    if (names.size() == 1) {
      return patients.get(0);
    }
    List<Row> ordering = patients.stream().filter(NationalRequest::hasCurrentOrder).toList();
    if (ordering.stream().map(row -> row.text("patn_id")).distinct().count() == 1) {
      Row patient = ordering.get(0);
      data.bad(
          "patient_dtos",
          "有多位参保人，只审核有当前医嘱的一位",
          "several patients; only the one with current orders is judged");
      return patient;
    }
    throw new Unanswerable(
        data.path("patient_dtos") + "[1]",
        "一次只能审核一位参保人，请逐人发送",
        "one patient can be judged at a time; send one after another");
  }

  private static boolean hasCurrentOrder(Row patient) {
    return patient.rows("fsi_encounter_dtos").stream().anyMatch(NationalRequest::orders);
  }

  private static boolean orders(Row visit) {
    return visit.node().path("fsi_order_dtos").findValues("curr_drord_flag").stream()
        .anyMatch(flag -> Copy.text(flag).equals("1"));
  }

  /** Visits of all rows of the patient, since some systems send a row for each visit. */
  private static List<Row> visits(Row data, Row patient) {
    String name = patient.text("patn_id");
    return data.rows("patient_dtos").stream()
        .filter(row -> row.text("patn_id").equals(name))
        .flatMap(row -> row.rows("fsi_encounter_dtos").stream())
        .toList();
  }

  private static Optional<Row> current(Row patient, List<Row> visits) throws Unanswerable {
    if (visits.isEmpty()) {
      return Optional.empty();
    }
    String wanted = patient.text("curr_mdtrt_id");
    if (!wanted.isEmpty()) {
      Optional<Row> named = only(visits, visit -> visit.text("mdtrt_id").equals(wanted));
      // a visit that is only being registered has no number yet
      Optional<Row> found =
          named.isPresent() ? named : only(visits, visit -> visit.text("mdtrt_id").isEmpty());
      if (found.isPresent()) {
        return found;
      }
      throw new Unanswerable(
          patient.path("curr_mdtrt_id"),
          "没有（或不止一个）就诊的 mdtrt_id 与之相同",
          "no visit, or more than one, has this mdtrt_id");
    }
    Optional<Row> found = visits.size() == 1 ? Optional.of(visits.get(0)) : Optional.empty();
    if (found.isEmpty()) {
      found = only(visits, NationalRequest::orders);
    }
    if (found.isEmpty()) {
      throw new Unanswerable(
          patient.path("curr_mdtrt_id"),
          "有多次就诊，须说明哪一次是当前就诊",
          "there are several visits; name the current one");
    }
    return found;
  }

  private static Optional<Row> only(List<Row> visits, Predicate<Row> fits) {
    List<Row> found = visits.stream().filter(fits).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static String visitName(Row patient, Optional<Row> current) {
    String named = patient.text("curr_mdtrt_id");
    return named.isEmpty() ? current.map(v -> v.text("mdtrt_id")).orElse("") : named;
  }

  /** medins_id may be a number of the platform's own, so what the site knows comes first. */
  private String institution(String sender, String medinsId) {
    for (String said : List.of(sender, medinsId)) {
      if (site.institutions().containsKey(said)) {
        return said;
      }
    }
    if (site.institutions().isEmpty()) {
      return sender.isEmpty() ? medinsId : sender;
    }
    return site.institutionOf(sender).map(Site.Institution::code).orElse("");
  }

  private List<Key> keys(String institution, String patient, String visit) {
    List<Key> keys = new ArrayList<>();
    if (!patient.isEmpty()) {
      boolean own = tables.meaning("patn_id", "*").orElse("").equals("patient");
      keys.add(new Key(own ? Key.Kind.PATIENT : Key.Kind.PERSON, institution, patient));
    }
    if (!visit.isEmpty()) {
      boolean own = tables.meaning("mdtrt_id", "*").orElse("").equals("visit");
      keys.add(new Key(own ? Key.Kind.VISIT : Key.Kind.MDTRT, institution, visit));
    }
    return keys;
  }

  private Scene scene(Row data) {
    Scene byDefault = infno.equals("3102") ? Scene.CHARGE : Scene.SIGN;
    String said = data.text("trig_scen");
    if (said.isEmpty()) {
      return byDefault;
    }
    Optional<String> meaning = tables.meaning("trig_scen", said).filter(m -> !m.isEmpty());
    if (meaning.isEmpty()) {
      data.bad("trig_scen", "不认识的触发场景，按默认处理", "unknown scene; the default is taken");
    }
    return meaning.map(Scene::ofId).orElse(byDefault);
  }

  // ---------------------------------------------------------------- facts

  private void state(Row row, String name, String value) {
    if (!value.isEmpty()) {
      facts.put(name, new Fact(value, origin(row.path(name))));
    }
  }

  private void person(Row patient) {
    state(patient, "gend", patient.text("gend"));
    Optional<LocalDateTime> birth = patient.time("brdy");
    if (birth.isPresent() && birth.get().toLocalDate().isAfter(now.toLocalDate())) {
      patient.bad("brdy", "出生日期在将来，未采用", "lies in the future; not used");
    } else {
      birth.ifPresent(day -> state(patient, "brdy", day.toLocalDate().toString()));
    }
  }

  private void visit(Row visit) {
    PLAIN_FACTS.forEach(name -> state(visit, name, visit.text(name)));
    state(visit, "medins_lv", meaning(visit, "medins_lv"));
    state(visit, "matn_stas", meaning(visit, "matn_stas"));
    Optional<LocalDateTime> admitted = visit.time("adm_date");
    if (admitted.isPresent() && admitted.get().toLocalDate().isAfter(now.toLocalDate())) {
      visit.bad("adm_date", "入院日期在将来，未采用", "lies in the future; not used");
    } else {
      admitted.ifPresent(time -> state(visit, "adm_date", wire(time)));
    }
    // the book wants a date even of those who have not left
    visit
        .time("dscg_date")
        .filter(time -> hasTime(time) ? time.isBefore(now) : isPast(time))
        .ifPresent(time -> state(visit, "dscg_date", wire(time)));
  }

  /** A day without a time may last yet. */
  private boolean isPast(LocalDateTime day) {
    return day.toLocalDate().isBefore(now.toLocalDate());
  }

  private static boolean hasTime(LocalDateTime time) {
    return !time.toLocalTime().equals(LocalTime.MIDNIGHT);
  }

  private static String wire(LocalDateTime time) {
    return hasTime(time) ? Transform.WIRE_TIME.format(time) : time.toLocalDate().toString();
  }

  private String meaning(Row visit, String name) {
    String said = visit.text(name);
    if (said.isEmpty()) {
      return "";
    }
    Optional<String> meaning = tables.meaning(name, said);
    if (meaning.isEmpty()) {
      visit.bad(
          name,
          "取值不在对照表 national-orders.csv 中，未采用",
          "the value is not in national-orders.csv; not used");
    }
    return meaning.orElse("");
  }

  /** Declared for this transaction, else for all transactions, else the book's. */
  private String edition(CodeSystem system, Place at, String name) {
    DeclaredEditions editions = site.editions();
    String ofAll = editions.edition(system, at, name, Editions.INSURANCE_2_0);
    return editions.edition(system, at, infno + "." + name, ofAll);
  }

  private List<Diagnosis> diagnoses(Row visit, Place at) {
    String edition = edition(CodeSystem.DIAGNOSIS, at, "diagnosis");
    List<Diagnosis> diagnoses = new ArrayList<>();
    String main = visit.text("dscg_main_dise_codg");
    List<Row> rows = visit.rows("fsi_diagnose_dtos");
    boolean flagged = rows.stream().anyMatch(row -> row.text("maindise_flag").equals("1"));
    for (Row row : rows) {
      String code = row.text("dise_codg");
      String name = row.text("dise_name");
      if (code.isEmpty() && name.isEmpty()) {
        continue;
      }
      boolean principal =
          row.flag("maindise_flag").orElse(false)
              || !flagged && !main.isEmpty() && main.equals(code);
      diagnoses.add(
          new Diagnosis(
              principal ? Diagnosis.Role.PRINCIPAL : role(row),
              new Code(CodeSystem.DIAGNOSIS, edition, code),
              name,
              "",
              rank(row, diagnoses.size() + 1),
              origin(row.path())));
    }
    boolean told = diagnoses.stream().anyMatch(d -> d.code().value().equals(main));
    if (!main.isEmpty() && !told) {
      diagnoses.add(
          new Diagnosis(
              flagged ? Diagnosis.Role.OTHER : Diagnosis.Role.PRINCIPAL,
              new Code(CodeSystem.DIAGNOSIS, edition, main),
              visit.text("dscg_main_dise_name"),
              "",
              diagnoses.size() + 1,
              origin(visit.path("dscg_main_dise_codg"))));
    }
    diagnoses.sort(Comparator.comparingInt(Diagnosis::rank));
    return diagnoses;
  }

  private static Diagnosis.Role role(Row row) {
    return row.text("inout_dise_type").equals("1")
        ? Diagnosis.Role.ADMISSION
        : Diagnosis.Role.OTHER;
  }

  private static int rank(Row row, int otherwise) {
    String said = row.text("dias_srt_no", "diag_srt_no");
    return said.matches("0*[1-9]\\d{0,3}") ? Integer.parseInt(said) : otherwise;
  }

  private List<Procedure> procedures(Row visit, Place at) {
    String edition = edition(CodeSystem.PROCEDURE, at, "procedure");
    List<Procedure> procedures = new ArrayList<>();
    for (Row row : visit.rows("fsi_operation_dtos")) {
      String code = row.text("oprn_code", "oprn_oprt_code");
      String name = row.text("oprn_name", "oprn_oprt_name");
      if (code.isEmpty() && name.isEmpty()) {
        continue;
      }
      procedures.add(
          new Procedure(
              row.flag("main_oprn_flag").orElse(false),
              new Code(CodeSystem.PROCEDURE, edition, code),
              name,
              row.time("oprn_date").orElse(null),
              null,
              row.text("anst_way"),
              null,
              null,
              new Staff(row.text("oper_dr_code"), row.text("oper_dr_name")),
              new Staff(row.text("anst_dr_code"), row.text("anst_dr_name")),
              procedures.size() + 1,
              origin(row.path())));
    }
    return procedures;
  }
}
