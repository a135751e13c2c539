package org.duima.settlement.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.Text;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Stay;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.settlement.Correction;
import org.duima.api.settlement.FormField;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListPath;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.settlement.Waiting;
import org.duima.api.site.Site;
import org.duima.api.site.Sites;

/** Gate, assembly, checks and wire form in one pass. Safe for use by several threads. */
public final class SettlementLists implements SettlementListMaker {
  private final SettlementFiles files;
  private final CodeMapper codes;
  private final Dictionaries dictionaries;
  private final Sites sites;

  public SettlementLists(
      SettlementFiles files, CodeMapper codes, Dictionaries dictionaries, Sites sites) {
    this.files = files;
    this.codes = codes;
    this.dictionaries = dictionaries;
    this.sites = sites;
  }

  /**
   * The drafts of a stay.
   *
   * @throws IllegalArgumentException if the field table has no form of that infno
   */
  @Override
  public List<ListDraft> draft(Stay stay, Options options) {
    Tables tables = files.tables();
    Site site = sites.current();
    if (!tables.fields().of(site.region()).knows(options.infno())) {
      throw new IllegalArgumentException("no form " + options.infno());
    }
    Background background = background(tables, site, options.now());
    Stay plain = PlainStay.of(stay, tables.filling());
    List<ListDraft> drafts = new ArrayList<>();
    if (plain.settlements().isEmpty()) {
      drafts.add(draft(new ListCase(plain, null, site), background, options));
    }
    for (Settlement settlement : plain.settlements()) {
      drafts.add(draft(new ListCase(plain, settlement, site), background, options));
    }
    return List.copyOf(drafts);
  }

  @Override
  public List<Finding> check(byte[] document, LocalDateTime now) {
    Tables tables = files.tables();
    Site site = sites.current();
    Background background = background(tables, site, now);
    Findings findings = new Findings(tables);
    unknownRegion(tables, site.region(), findings);
    Optional<SettlementList> list = WireReader.read(document, background.fields(), findings);
    List<Finding> all = new ArrayList<>(findings.all());
    list.ifPresent(read -> all.addAll(Checks.run(read, background)));
    return List.copyOf(all);
  }

  private ListDraft draft(ListCase list, Background background, Options options) {
    Optional<String> notDue = Gate.notDue(list, background.tables().filling());
    if (notDue.isPresent()) {
      return result(
          list, options, ListDraft.State.NOT_DUE, notDue.get(), List.of(), List.of(), null, null);
    }
    List<Waiting> waiting = Gate.waiting(list, options.sinceLastEvent());
    if (!waiting.isEmpty() && !options.preview()) {
      return result(list, options, ListDraft.State.WAITING, "", waiting, List.of(), null, null);
    }
    Findings findings = new Findings(background.tables());
    unknownRegion(background.tables(), background.region(), findings);
    if (sharesItsId(list)) {
      findings.of("SL-L12").at(SettlementList.INFO + ".setl_id");
    }
    Assembler.Assembled made = Assembler.assemble(options.infno(), list, background, findings);
    CorrectedList.Result corrected =
        CorrectedList.apply(made.list(), corrections(list, options), background, findings);
    Assembler.Assembled assembled = new Assembler.Assembled(corrected.list(), made.codes());
    List<Finding> all = new ArrayList<>(list.stay().findings());
    all.addAll(corrected.findings());
    all.addAll(Checks.run(assembled.list(), background));
    ListDraft.State state =
        !waiting.isEmpty()
            ? ListDraft.State.WAITING
            : all.stream().anyMatch(Finding::isError)
                ? ListDraft.State.HELD
                : ListDraft.State.READY;
    WireWriter.Written written = WireWriter.write(assembled.list(), background.fields());
    return result(list, options, state, "", waiting, all, written, assembled);
  }

  private static void unknownRegion(Tables tables, String region, Findings findings) {
    List<String> unknown = tables.fields().unknown(region);
    if (!unknown.isEmpty()) {
      findings
          .of("SL-F-region")
          .at("", String.join(", ", unknown), String.join(", ", tables.fields().known()));
    }
  }

  private static List<Correction> corrections(ListCase list, Options options) {
    String setlId = list.settled().map(Settlement::setlId).orElse("");
    return options.corrections().stream().filter(c -> c.setlId().equals(setlId)).toList();
  }

  @Override
  public List<FormField> form() {
    Tables tables = files.tables();
    FieldTable fields = tables.fields().of(sites.current().region());
    Map<String, FormField> form = new LinkedHashMap<>();
    for (String infno : FieldTable.FORMS) {
      for (String node : fields.nodes(infno)) {
        for (Field field : fields.fields(infno, node)) {
          form.putIfAbsent(
              node + "." + field.name(),
              new FormField(
                  node,
                  field.name(),
                  field.label(),
                  field.type().name(),
                  field.length(),
                  field.dictionary(),
                  tables.fixed(node, field.name()).orElse(null)));
        }
      }
    }
    return List.copyOf(form.values());
  }

  @Override
  public Optional<Text> refuseCorrection(ListPath path, String value) {
    if (path.choosesPrincipal()) {
      return value.isBlank()
          ? Optional.of(new Text("请给出编码", "a code is needed"))
          : Optional.empty();
    }
    Tables tables = files.tables();
    FieldTable fields = tables.fields().of(sites.current().region());
    Optional<Text> fixed = tables.fixed(path.node(), path.field());
    if (fixed.isPresent()) {
      return fixed.map(
          why -> new Text("不能手工修正：" + why.zh(), "cannot be corrected by hand: " + why.en()));
    }
    Optional<Field> field =
        FieldTable.FORMS.stream()
            .flatMap(infno -> fields.find(infno, path.node(), path.field()).stream())
            .findFirst();
    if (field.isEmpty()) {
      return Optional.of(new Text("清单没有字段 " + path, "the form has no field " + path));
    }
    return value.isBlank()
        ? Optional.empty()
        : FieldChecks.refuse(
            field.get(),
            value.strip(),
            background(tables, sites.current(), LocalDateTime.now(sites.current().zone())));
  }

  private Background background(Tables tables, Site site, LocalDateTime now) {
    // one version of each for the whole list, whatever is reloaded meanwhile
    return new Background(
        tables, dictionaries.asOfNow(), codes.asOfNow(), now, site.region(), site.deadline());
  }

  private static boolean sharesItsId(ListCase list) {
    return list.settled()
        .map(
            own ->
                list.stay().settlements().stream()
                        .filter(s -> !s.refunded() && s.setlId().equals(own.setlId()))
                        .count()
                    > 1)
        .orElse(false);
  }

  private static ListDraft result(
      ListCase list,
      Options options,
      ListDraft.State state,
      String reason,
      List<Waiting> waiting,
      List<Finding> findings,
      WireWriter.Written written,
      Assembler.Assembled assembled) {
    Location department = list.lastDepartment();
    return new ListDraft(
        list.settled().map(Settlement::setlId).orElse(""),
        list.firstOf("mdtrt_id").or(() -> list.key(Key.Kind.MDTRT)).map(Value::text).orElse(""),
        list.firstOf("psn_no").or(() -> list.key(Key.Kind.PERSON)).map(Value::text).orElse(""),
        list.firstOf("insuplc_admdvs", "insuplc").map(Value::text).orElse(""),
        list.stay().institution(),
        endOf(list),
        state,
        reason,
        waiting,
        findings,
        options.infno(),
        written == null ? null : written.input(),
        written == null ? Map.of() : written.provenance(),
        department.departmentCode(),
        department.departmentName(),
        list.physician(),
        list.settled().map(Settlement::settledAt).orElse(null),
        list.total().or(() -> charged(assembled)).orElse(null),
        assembled == null ? List.of() : assembled.codes(),
        assembled == null ? null : assembled.list().content());
  }

  /**
   * The sum of the charge lines: sources that are no copy of the settlement do not tell its total.
   */
  private static Optional<Money> charged(Assembler.Assembled assembled) {
    return assembled == null
        ? Optional.empty()
        : assembled.list().rows(SettlementList.ITEMS).stream()
            .flatMap(row -> row.number("amt").stream())
            .map(Money::ofYuan)
            .reduce(Money::plus);
  }

  private static LocalDate endOf(ListCase list) {
    return ListCase.moment(list.end()).map(Moment::date).orElse(null);
  }
}
