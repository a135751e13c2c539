package org.duima.settlement.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.Money;
import org.duima.api.encounter.Key;
import org.duima.api.encounter.Location;
import org.duima.api.encounter.Settlement;
import org.duima.api.encounter.Stay;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.settlement.ListDraft;
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
    if (!tables.fields().knows(options.infno())) {
      throw new IllegalArgumentException("no form " + options.infno());
    }
    Background background =
        new Background(tables, dictionaries, codes, options.now(), site.region());
    List<ListDraft> drafts = new ArrayList<>();
    if (stay.settlements().isEmpty()) {
      drafts.add(draft(new ListCase(stay, null, site), background, options));
    }
    for (Settlement settlement : stay.settlements()) {
      drafts.add(draft(new ListCase(stay, settlement, site), background, options));
    }
    return List.copyOf(drafts);
  }

  @Override
  public List<Finding> check(byte[] document, LocalDateTime now) {
    Tables tables = files.tables();
    String region = sites.current().region();
    Findings findings = new Findings(tables);
    Optional<SettlementList> list = WireReader.read(document, tables.fields(), region, findings);
    List<Finding> all = new ArrayList<>(findings.all());
    list.ifPresent(
        read ->
            all.addAll(Checks.run(read, new Background(tables, dictionaries, codes, now, region))));
    return List.copyOf(all);
  }

  private ListDraft draft(ListCase list, Background background, Options options) {
    Optional<String> notDue = Gate.notDue(list);
    if (notDue.isPresent()) {
      return result(
          list, options, ListDraft.State.NOT_DUE, notDue.get(), List.of(), List.of(), null, null);
    }
    List<Waiting> waiting = Gate.waiting(list, options.sinceLastEvent());
    if (!waiting.isEmpty() && !options.preview()) {
      return result(list, options, ListDraft.State.WAITING, "", waiting, List.of(), null, null);
    }
    Findings findings = new Findings(background.tables());
    if (sharesItsId(list)) {
      findings.of("SL-L12").at(SettlementList.INFO + ".setl_id");
    }
    Assembler.Assembled assembled = Assembler.assemble(options.infno(), list, background, findings);
    List<Finding> all = new ArrayList<>(list.stay().findings());
    all.addAll(findings.all());
    all.addAll(Checks.run(assembled.list(), background));
    ListDraft.State state =
        !waiting.isEmpty()
            ? ListDraft.State.WAITING
            : all.stream().anyMatch(Finding::isError)
                ? ListDraft.State.HELD
                : ListDraft.State.READY;
    WireWriter.Written written =
        WireWriter.write(assembled.list(), background.tables().fields(), background.region());
    return result(list, options, state, "", waiting, all, written, assembled);
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
