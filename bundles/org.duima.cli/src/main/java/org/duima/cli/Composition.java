package org.duima.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.duima.alert.internal.judge.AlertSettings;
import org.duima.alert.internal.judge.Judge;
import org.duima.alert.internal.knowledge.KnowledgeFiles;
import org.duima.alert.internal.rules.Rules;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.encounter.StayFolder;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.mapping.TableImports;
import org.duima.api.receive.MessageReader;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.site.HospitalFiles;
import org.duima.api.site.Site;
import org.duima.api.site.Sites;
import org.duima.api.spi.SourceAdapter;
import org.duima.catalogue.internal.Limits;
import org.duima.catalogue.internal.PublishedTables;
import org.duima.cli.internal.Failure;
import org.duima.cli.internal.Home;
import org.duima.encounter.internal.EventFolder;
import org.duima.mapping.internal.MappingTables;
import org.duima.mapping.internal.Suggester;
import org.duima.settlement.internal.SettlementFiles;
import org.duima.settlement.internal.SettlementLists;
import org.duima.source.fhir4.internal.CdsHooksDoor;
import org.duima.source.fhir4.internal.intake.FhirReader;
import org.duima.source.fhir4.internal.stay.FhirAdapter;
import org.duima.source.fhir4.internal.stay.TableFiles;
import org.duima.source.hl7v2.internal.Hl7MessageReader;
import org.duima.source.hl7v2.internal.Hl7OrderDoor;
import org.duima.source.hl7v2.internal.Hl7v2Adapter;
import org.duima.source.hl7v2.internal.MappingFiles;
import org.duima.source.transaction.internal.NationalDoor;
import org.duima.source.transaction.internal.OrderTables;
import org.duima.source.transaction.internal.TransactionAdapter;
import org.duima.source.transaction.internal.TransactionMapping;
import org.duima.source.transaction.internal.TransactionReader;

/**
 * Joins the rooms by hand on plain jars, from the files of a home directory. The one place besides
 * the node's services that knows the classes of several rooms. Each part is loaded when it is asked
 * for, so that a command waits for nothing that it does not need.
 */
public final class Composition {
  private final Path home;
  private final Function<String, Map<String, String>> settings;
  private final Path mappings;
  private final Clock clock;
  private final Site site;
  private MappingTables tables;

  /**
   * Code tables of one system.
   *
   * @param editions names of all editions that they speak of
   */
  public record Codes(CodeMapper mapper, Set<String> editions) {}

  /**
   * A source of messages: who reads the file, and who reads its messages.
   *
   * @param reader cuts a frame into messages
   * @param adapter turns a message into events
   */
  public record Source(MessageReader reader, SourceAdapter adapter) {}

  /**
   * Reads the site's configuration.
   *
   * @param clockOf the clock of this call in the hospital's time zone
   * @throws Failure if it has an error
   */
  public Composition(Home home, Function<ZoneId, Clock> clockOf) {
    home.mustHaveMappings();
    this.home = home.directory();
    this.settings = home::settings;
    this.mappings = home.mappings();
    try {
      this.site = Site.of(home.settings("org.duima.site.cfg"));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw Failure.unusable(
          "etc/org.duima.site.cfg 有错：" + e.getMessage(), "etc/org.duima.site.cfg is wrong", e);
    }
    this.clock = clockOf.apply(site.zone());
  }

  public Site site() {
    return site;
  }

  /** The clock of this call in the hospital's time zone. */
  public Clock clock() {
    return clock;
  }

  /**
   * The code tables of one code system.
   *
   * @throws Failure if a table has an error
   */
  public Codes codesOf(CodeSystem system) {
    MappingTables ofSystem = MappingTables.ofCodes(home, system, clock, site::region);
    refuseErrors(ofSystem.loadFindings());
    applySuggestions(ofSystem);
    return new Codes(ofSystem, ofSystem.editions());
  }

  /** As the node does: only if the site has set a threshold. */
  private void applySuggestions(MappingTables toTables) {
    if (site.suggestionsFrom() <= 1) {
      Suggester suggester = new Suggester(home, toTables, clock);
      refuseErrors(suggester.loadFindings());
      toTables.applySuggestions(suggester::suggest, site::suggestionsFrom);
    }
  }

  /**
   * All dictionaries and value maps.
   *
   * @throws Failure if a table has an error
   */
  public Dictionaries dictionaries() {
    return allTables();
  }

  /**
   * Reads HL7 v2.
   *
   * @throws Failure if a mapping file has an error
   */
  public Source hl7v2() {
    MappingFiles files = new MappingFiles(mappings, clock);
    refuseErrors(files.reload());
    return new Source(
        new Hl7MessageReader(files, site::zone, clock),
        new Hl7v2Adapter(sites(), this::allTables, files));
  }

  /**
   * Reads copies of national transactions.
   *
   * @throws Failure if a mapping file has an error
   */
  public Source transactions() {
    TransactionMapping files = new TransactionMapping(mappings, clock);
    refuseErrors(files.reload());
    // a file in memory already has no limit worth checking again
    return new Source(
        new TransactionReader(Integer.MAX_VALUE), new TransactionAdapter(sites(), files));
  }

  /**
   * Reads FHIR R4: a file is one message.
   *
   * @throws Failure if a mapping file has an error
   */
  public Source fhir() {
    TableFiles files = new TableFiles(mappings, clock);
    refuseErrors(files.reload());
    // a file in memory already has no limit worth checking again
    return new Source(
        new FhirReader(Integer.MAX_VALUE, ""), new FhirAdapter(sites(), this::allTables, files));
  }

  /**
   * Reads and answers orders over HL7 v2.
   *
   * @throws Failure if a mapping file has an error
   */
  public OrderDoor hl7Orders() {
    MappingFiles files = new MappingFiles(mappings, clock);
    refuseErrors(files.reload());
    return new Hl7OrderDoor(sites(), this::allTables, files, clock);
  }

  /**
   * Reads and answers CDS Hooks.
   *
   * @throws Failure if a table of values has an error
   */
  public OrderDoor cdsHooks() {
    return new CdsHooksDoor(sites(), this::allTables);
  }

  /**
   * Reads and answers 3101, 3102 and 3103.
   *
   * @throws Failure if a table of values has an error
   */
  public OrderDoor nationalOrders() {
    OrderTables values = new OrderTables(mappings, clock);
    refuseErrors(values.reload());
    return new NationalDoor(sites(), values, this::allTables, List::of, clock);
  }

  /**
   * Judges orders by the home's knowledge base, knowing what a request says and no more.
   *
   * @throws Failure if a knowledge table or a setting has an error
   */
  public OrderAlerts orderAlerts() {
    return orderAlerts(null);
  }

  /**
   * Judges orders by the home's knowledge base.
   *
   * @param encounters knows more of a patient than a request says; null if nobody does
   * @throws Failure if a knowledge table or a setting has an error
   */
  public OrderAlerts orderAlerts(EncounterReader encounters) {
    KnowledgeFiles knowledge = new KnowledgeFiles(mappings, clock);
    refuseErrors(knowledge.loadFindings());
    AlertSettings alertSettings;
    try {
      // a command that has just started is no measure of how fast a node answers
      Map<String, String> stated = new HashMap<>(settings.apply("org.duima.alert.cfg"));
      stated.put("deadlineMs", "5000");
      alertSettings = AlertSettings.of(stated);
    } catch (IllegalArgumentException e) {
      throw Failure.unusable(
          "etc/org.duima.alert.cfg 有错：" + e.getMessage(), "etc/org.duima.alert.cfg is wrong", e);
    }
    return new Judge(
        new Judge.Parts(
            knowledge,
            Rules.all(),
            sites(),
            allTables(),
            () -> Optional.ofNullable(encounters),
            Optional::empty),
        alertSettings);
  }

  /** Folds events into stays. */
  public StayFolder stayFolder() {
    return new EventFolder();
  }

  /**
   * Makes and checks settlement lists.
   *
   * @throws Failure if a mapping file has an error
   */
  public SettlementListMaker listMaker() {
    SettlementFiles files = new SettlementFiles(mappings);
    refuseErrors(files.loadFindings());
    return new SettlementLists(files, allTables(), allTables(), sites());
  }

  /**
   * Imports tables into the home.
   *
   * @throws Failure if the settings have an error
   */
  public TableImports tableImports() {
    return tableImports(true);
  }

  /**
   * Imports tables into the home.
   *
   * @param isWhole whether every differing row is wanted
   * @throws Failure if the settings have an error
   */
  public TableImports tableImports(boolean isWhole) {
    Limits limits;
    try {
      Limits stated = Limits.of(settings.apply(Limits.PID + ".cfg"));
      limits = isWhole ? stated.withWholeDifference() : stated;
    } catch (IllegalArgumentException e) {
      throw Failure.unusable(
          "etc/" + Limits.PID + ".cfg 有错：" + e.getMessage(),
          "etc/" + Limits.PID + ".cfg is wrong",
          e);
    }
    HospitalFiles reader =
        new TablesOnDisk(
            mappings.resolve("imported"),
            clock,
            () -> new MappingTables(home, clock, site::region).loadFindings());
    HospitalFiles knowledgeReader =
        new TablesOnDisk(
            mappings.resolve("knowledge"),
            clock,
            () -> new KnowledgeFiles(mappings, clock).loadFindings());
    // tables with an error stand in the way of nothing here: an import may be what mends them
    return new PublishedTables(
        home,
        clock,
        () -> limits,
        this::tablesAsTheyAre,
        () -> Optional.of(knowledge()),
        () -> List.of(reader, knowledgeReader));
  }

  /** Classes and patterns are needed to understand what is imported, so they must be right. */
  private KnowledgeBase knowledge() {
    KnowledgeFiles knowledge = new KnowledgeFiles(mappings, clock);
    refuseErrors(knowledge.loadFindings());
    return knowledge;
  }

  /** Tries the tables as a node would, but holds none. */
  private record TablesOnDisk(Path imported, Clock clock, Supplier<List<Finding>> loading)
      implements HospitalFiles {
    @Override
    public String name() {
      return "mappings";
    }

    @Override
    public List<Path> watched() {
      return List.of(imported);
    }

    @Override
    public List<Finding> reload() {
      return loading.get();
    }

    @Override
    public InForce inForce() {
      return new InForce("", clock.instant(), 0);
    }
  }

  private Sites sites() {
    return () -> site;
  }

  private MappingTables allTables() {
    refuseErrors(tablesAsTheyAre().loadFindings());
    return tables;
  }

  private MappingTables tablesAsTheyAre() {
    if (tables == null) {
      tables = new MappingTables(home, clock, site::region);
    }
    return tables;
  }

  private static void refuseErrors(List<Finding> findings) {
    List<String> errors =
        findings.stream().filter(Finding::isError).map(f -> f.text().toString()).toList();
    if (!errors.isEmpty()) {
      throw Failure.unusable(
          "mappings 有错，未装载", "the mapping files have errors:\n" + String.join("\n", errors));
    }
  }
}
