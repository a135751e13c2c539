package org.duima.alert.internal.knowledge;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.alert.AlertAnswer.OverrideReason;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.alert.KnowledgePoint;
import org.duima.api.alert.PointState;
import org.duima.api.alert.RuleClass;
import org.duima.api.site.HospitalFiles;

/** The tables of {@code mappings/knowledge} in force. Safe for use by several threads. */
public final class KnowledgeFiles implements HospitalFiles, KnowledgeBase {
  private static final String RULE = TableReader.RULE;

  /** Tables of the site that hold no points. */
  private static final Set<String> NO_POINTS =
      Set.of("classes.csv", "patterns.csv", "reasons.csv", "switches.csv");

  private static final Loaded NOTHING =
      new Loaded(
          KnowledgeIndex.EMPTY,
          List.of(),
          Readings.NONE,
          Switches.NONE,
          List.of(),
          new InForce("", Instant.EPOCH, 0));

  private final Path folder;
  private final Clock clock;
  private final List<Finding> loadFindings;
  private volatile Loaded loaded = NOTHING;

  private record Loaded(
      KnowledgeIndex index,
      List<RuleClassRow> classes,
      Readings readings,
      Switches switches,
      List<OverrideReason> reasons,
      InForce inForce) {}

  /**
   * Reads the tables for the first time. If they have an error, or are not there, nothing is known
   * and no order is spoken about until a reload succeeds.
   *
   * @param mappings the mappings folder of the node
   */
  public KnowledgeFiles(Path mappings, Clock clock) {
    this.folder = mappings.resolve("knowledge");
    this.clock = clock;
    this.loadFindings = firstLoad();
  }

  private List<Finding> firstLoad() {
    try {
      return reload();
    } catch (UncheckedIOException e) {
      return List.of(
          Finding.error(
              RULE,
              name(),
              "无法读取；请检查文件和权限",
              "cannot be read; check the files and who may read them"));
    }
  }

  /** What the first loading found; an error means that nothing was in force then. */
  public List<Finding> loadFindings() {
    return loadFindings;
  }

  /** The classes in force with what their table says of them besides, in the published order. */
  public List<RuleClassRow> ruleClassRows() {
    return loaded.classes();
  }

  @Override
  public Knowledge current() {
    return loaded.index();
  }

  @Override
  public List<OverrideReason> reasons() {
    return loaded.reasons();
  }

  @Override
  public List<Switch> switches() {
    return loaded.switches().all();
  }

  @Override
  public Understood understand(
      String ruleClass, String published, String itemName, String detectLogic) {
    Loaded now = loaded;
    return now.index()
        .ruleClass(ruleClass)
        .map(known -> now.readings().understand(known, published, itemName, detectLogic))
        .orElseGet(() -> new Understood(Constraint.NONE, false, List.of()));
  }

  @Override
  public Written written(String ruleClass, String reading) {
    return loaded
        .index()
        .ruleClass(ruleClass)
        .map(known -> written(known, reading))
        .orElseGet(
            () -> {
              Text unknown = new Text("没有规则类 " + ruleClass, "no rule class " + ruleClass);
              return new Written(Constraint.NONE, false, unknown, List.of(unknown));
            });
  }

  private static Written written(RuleClass ruleClass, String reading) {
    String logic = ruleClass.logic();
    ConstraintRules.Read read = ConstraintRules.read(logic, reading);
    List<Text> problems = new ArrayList<>(read.problems());
    Constraint whole = read.constraint().or(ruleClass.defaults());
    if (problems.isEmpty()) {
      problems.addAll(ConstraintRules.problems(logic, whole));
    }
    boolean isEnough = problems.isEmpty() && ConstraintRules.isEnough(logic, whole);
    Text lacking =
        isEnough || !problems.isEmpty() ? new Text("", "") : ConstraintRules.lacking(logic);
    return new Written(read.constraint(), isEnough, lacking, problems);
  }

  @Override
  public boolean isAboutPairs(String ruleClass) {
    return loaded
        .index()
        .ruleClass(ruleClass)
        .map(known -> ConstraintRules.isPair(known.logic()))
        .orElse(false);
  }

  @Override
  public String contradiction(String ruleClass, Constraint one, Constraint other) {
    return loaded
        .index()
        .ruleClass(ruleClass)
        .filter(known -> ConstraintRules.knows(known.logic()))
        .map(
            known ->
                ConstraintRules.contradiction(one.or(known.defaults()), other.or(known.defaults())))
        .orElse("");
  }

  @Override
  public String name() {
    return "mappings/knowledge";
  }

  @Override
  public List<Path> watched() {
    return List.of(folder);
  }

  @Override
  public InForce inForce() {
    return loaded.inForce();
  }

  // ---------------------------------------------------------------- loading

  @Override
  public synchronized List<Finding> reload() {
    List<Finding> findings = new ArrayList<>();
    Optional<Loaded> read = read(findings);
    if (read.isPresent() && findings.stream().noneMatch(Finding::isError)) {
      loaded = read.get();
    }
    return List.copyOf(findings);
  }

  private Optional<Loaded> read(List<Finding> findings) {
    List<Path> starters = tables(folder, true);
    List<Path> imported = tables(folder.resolve("imported"), false);
    List<Path> site = tables(folder.resolve("site"), false);
    Path classFile = folder.resolve("classes.csv");
    if (!Files.exists(classFile)) {
      boolean wasThere = loaded.index().size() > 0 || !loaded.classes().isEmpty();
      boolean isPart = !starters.isEmpty() || !imported.isEmpty() || !site.isEmpty();
      if (wasThere || isPart) {
        findings.add(
            Finding.error(
                RULE,
                "knowledge/classes.csv",
                "文件不存在；请从发行包复制",
                "the file is missing; copy it from the distribution"));
        return Optional.empty();
      }
      findings.add(
          Finding.warning(
              RULE,
              name(),
              "没有知识库，医嘱不作审查；请从发行包复制该文件夹",
              "no knowledge base: orders are not judged; copy the folder from the distribution"));
      return Optional.of(NOTHING);
    }
    MessageDigest digest = sha256();
    TableReader tables = new TableReader(folder, digest, findings);
    List<RuleClassRow> rows = RuleClassTable.read(tables, classFile, own("classes.csv"));
    Map<String, RuleClass> classes = new LinkedHashMap<>();
    rows.forEach(row -> classes.put(row.ruleClass().id(), row.ruleClass()));
    Readings readings = Readings.read(tables, folder.resolve("patterns.csv"), own("patterns.csv"));
    List<OverrideReason> reasons = reasons(tables);
    Switches switches = Switches.read(tables, switchFile());
    if (findings.stream().anyMatch(Finding::isError)) {
      // a class that was refused would make every one of its points an error
      return Optional.empty();
    }
    PointTables points = new PointTables(classes, switches, findings);
    starters.forEach(file -> points.read(tables, file, 0));
    imported.forEach(file -> points.read(tables, file, 1));
    site.forEach(file -> points.read(tables, file, 2));
    KnowledgeIndex index = new KnowledgeIndex(List.copyOf(classes.values()), points.points());
    points.findContradictions(index);
    switches.findIdle(change -> isKnown(index, change), findings);
    InForce inForce =
        new InForce(HexFormat.of().formatHex(digest.digest()), clock.instant(), index.size());
    return Optional.of(new Loaded(index, rows, readings, switches, reasons, inForce));
  }

  private Path own(String file) {
    return folder.resolve("site").resolve(file);
  }

  private Path switchFile() {
    return folder.resolve("switches.csv");
  }

  /** Point tables of a folder by name; none if the folder is not there. */
  private static List<Path> tables(Path folder, boolean onlyStarters) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              file -> {
                String name = file.getFileName().toString();
                return name.endsWith(".csv")
                    && !name.startsWith(".")
                    && (onlyStarters ? name.startsWith("starter-") : !NO_POINTS.contains(name));
              })
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<OverrideReason> reasons(TableReader tables) {
    Map<String, OverrideReason> reasons = new LinkedHashMap<>();
    for (Path file : List.of(folder.resolve("reasons.csv"), own("reasons.csv"))) {
      if (!Files.exists(file)) {
        continue;
      }
      Map<String, Integer> lines = new HashMap<>();
      tables.read(
          file,
          List.of("code", "zh", "en"),
          row -> {
            String code = row.cell("code");
            Integer former = lines.putIfAbsent(code, row.line());
            if (!code.matches("[A-Za-z0-9-]{1,30}")) {
              row.error("code", "应为字母、数字和连字符", "must be of letters, digits and hyphens");
            } else if (former != null) {
              row.error(
                  "code", code + " 与第 " + former + " 行重复", code + " is also in line " + former);
            } else if (row.cell("zh").isEmpty() || row.cell("en").isEmpty()) {
              row.error("zh", "要有中英文", "is needed in both languages");
            } else {
              reasons.put(code, new OverrideReason(code, new Text(row.cell("zh"), row.cell("en"))));
            }
          });
    }
    return List.copyOf(reasons.values());
  }

  private static boolean isKnown(KnowledgeIndex index, Switch change) {
    return switch (change.scope()) {
      case POINT -> index.point(change.name()).isPresent();
      case BATCH -> index.hasBatch(change.name());
      case CLASS -> index.classes().stream().anyMatch(c -> c.id().equals(change.name()));
    };
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  // ---------------------------------------------------------------- switching

  @Override
  public synchronized List<Finding> switchTo(Switch change, String who, String why, Instant at) {
    Switch wanted = canonical(change);
    Optional<Finding> refusal = refusal(wanted);
    if (refusal.isPresent()) {
      return List.of(refusal.get());
    }
    try {
      return locked(
          () -> {
            Path file = switchFile();
            byte[] former = Files.exists(file) ? Files.readAllBytes(file) : null;
            put(file, with(former, wanted, who, why, at));
            List<Finding> errors = reload().stream().filter(Finding::isError).toList();
            if (!errors.isEmpty()) {
              if (former == null) {
                Files.delete(file);
              } else {
                put(file, former);
              }
            }
            return errors;
          });
    } catch (IOException e) {
      throw new UncheckedIOException("knowledge/switches.csv: 无法写入 / cannot be written", e);
    }
  }

  /** A class may be named by its published code or name as well. */
  private Switch canonical(Switch change) {
    if (change.scope() != Switch.Scope.CLASS) {
      return change;
    }
    return loaded
        .index()
        .ruleClass(change.name())
        .map(known -> new Switch(change.scope(), known.id(), change.department(), change.state()))
        .orElse(change);
  }

  private Optional<Finding> refusal(Switch change) {
    KnowledgeIndex index = loaded.index();
    if (!isKnown(index, change)) {
      return Optional.of(
          Finding.error(
              "knowledge.switch",
              "knowledge/switches.csv",
              "没有这样的规则类、批次或知识点：" + change.name(),
              "no such class, batch or point: " + change.name()));
    }
    if (change.scope() == Switch.Scope.POINT && change.state() != PointState.OFF) {
      KnowledgePoint point = index.point(change.name()).orElseThrow();
      String logic = index.ruleClass(point.ruleClass()).orElseThrow().logic();
      boolean lacksSide = ConstraintRules.isPair(logic) && point.others().isEmpty();
      if (lacksSide || !ConstraintRules.isEnough(logic, point.constraint())) {
        Text lacking = lacksSide ? PointTables.NO_OTHER_SIDE : ConstraintRules.lacking(logic);
        return Optional.of(
            Finding.error(
                "knowledge.switch",
                "knowledge/switches.csv",
                "知识点 " + point.id() + " 不能启用：" + lacking.zh(),
                "the point " + point.id() + " cannot speak: " + lacking.en()));
      }
    }
    return Optional.empty();
  }

  private static byte[] with(byte[] former, Switch change, String who, String why, Instant at)
      throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      if (former == null || former.length == 0) {
        csv.writeRecord(Switches.COLUMNS);
      } else {
        String written = new String(former, StandardCharsets.UTF_8);
        text.write(written.endsWith("\n") ? written : written + "\n");
      }
      csv.writeRecord(
          Switches.name(change.scope()),
          change.name(),
          change.department(),
          change.state().id(),
          who == null ? "" : who,
          at.truncatedTo(ChronoUnit.SECONDS).toString(),
          why == null ? "" : why);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Another node that shares the files sees either the former content or the new one. */
  private static void put(Path file, byte[] content) throws IOException {
    Path temporary = Files.createTempFile(file.getParent(), ".switches", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(content));
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @FunctionalInterface
  private interface Work {
    List<Finding> run() throws IOException;
  }

  /** Two nodes do not write at once. */
  private List<Finding> locked(Work work) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(".switches.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      return work.run();
    }
  }
}
