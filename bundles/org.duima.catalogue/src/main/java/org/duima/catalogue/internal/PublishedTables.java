package org.duima.catalogue.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.duima.api.CodeSystem;
import org.duima.api.Editions;
import org.duima.api.Finding;
import org.duima.api.Severity;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.mapping.ImportRefusedException;
import org.duima.api.mapping.TableImports;
import org.duima.api.site.HospitalFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports into the {@code mappings/imported} folder of a home, and knowledge into {@code
 * mappings/knowledge/imported}. What was checked waits in {@code data/imports} until it is applied,
 * for a day at most. Safe for use by several threads; several processes may work on one home.
 */
public class PublishedTables implements TableImports {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedTables.class);

  private static final int MOST_WAITING = 50;
  private static final long WAITS_SECONDS = 24L * 60 * 60;
  private static final long LARGEST_UNPACKED = 1L << 30;
  private static final int MOST_EXAMPLES = 5;
  private static final int MOST_WAITING_POINTS = 2_000;

  /** A new release of a published table drops a few rows in a hundred. */
  private static final double LARGE_SHARE = 0.2;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final Path home;
  private final Path waiting;
  private final VersionStore store;
  private final VersionStore knowledgeStore;
  private final Clock clock;
  private final Supplier<Limits> limits;
  private final Supplier<Dictionaries> dictionaries;
  private final Supplier<Optional<KnowledgeBase>> knowledge;
  private final Supplier<List<HospitalFiles>> readers;

  /**
   * Joins the parts.
   *
   * @param home of the node
   * @param dictionaries answers whether a whole dictionary has a code
   * @param knowledge knows the rule classes and what the words of a point mean; without it no
   *     knowledge is imported
   * @param readers whoever holds files of the home in memory; those who watch the imported tables
   *     read them before a version counts as in force, and can refuse it
   */
  public PublishedTables(
      Path home,
      Clock clock,
      Supplier<Limits> limits,
      Supplier<Dictionaries> dictionaries,
      Supplier<Optional<KnowledgeBase>> knowledge,
      Supplier<List<HospitalFiles>> readers) {
    Path mappings = home.resolve("mappings");
    this.home = home;
    this.waiting = home.resolve("data").resolve("imports");
    this.store = new VersionStore(mappings.resolve("imported"));
    this.knowledgeStore = new VersionStore(mappings.resolve("knowledge").resolve("imported"), true);
    this.knowledge = knowledge;
    this.clock = clock;
    this.limits = limits;
    this.dictionaries = dictionaries;
    this.readers = readers;
  }

  // ---------------------------------------------------------------- check

  @Override
  public Checked check(Path file, Order order) throws IOException {
    Catalogues catalogues = Catalogues.load(home.resolve("mappings").resolve("catalogues"));
    Files.createDirectories(waiting);
    removeOld();
    String id = UUID.randomUUID().toString();
    Path place = waiting.resolve(id);
    Path unpacked = waiting.resolve(id + ".unpacked");
    try {
      return check(file, order, catalogues, place, unpacked);
    } catch (TableException e) {
      return new Checked(
          id, "", 0, 0, 0, List.of(e.finding()), new Difference(0, 0, 0, -1, List.of()));
    } finally {
      Files.deleteIfExists(unpacked);
    }
  }

  private Checked check(Path file, Order order, Catalogues catalogues, Path place, Path unpacked)
      throws IOException, TableException {
    String shown = order.fileName();
    Signature signature = Signature.of(file);
    if (signature == Signature.OLD_EXCEL) {
      throw new TableException(
          "format",
          shown,
          shown + "：旧版 .xls，请另存为 .xlsx 或 CSV UTF-8",
          shown + ": an old .xls workbook; save it as .xlsx or CSV UTF-8");
    }
    if (signature == Signature.ZIP && !isWorkbook(file, shown)) {
      unpackOnlyEntry(file, unpacked, shown);
      return check(unpacked, Signature.of(unpacked), order, catalogues, place, sha256(file));
    }
    return check(file, signature, order, catalogues, place, sha256(file));
  }

  private Checked check(
      Path file, Signature signature, Order order, Catalogues catalogues, Path place, String sha256)
      throws IOException, TableException {
    String shown = order.fileName();
    if (order.kind() == Kind.KNOWLEDGE) {
      return checkKnowledge(file, signature, order, catalogues, place, sha256);
    }
    if (signature == Signature.ZIP) {
      try (Workbook workbook = Workbook.open(file, shown)) {
        return check(
            new GridTables(catalogues, order, shown).find(workbook.sheets()), order, place, sha256);
      }
    }
    Source source =
        signature == Signature.JSON
            ? new FhirTables(catalogues, order, file, shown).find()
            : new GridTables(catalogues, order, shown)
                .find(List.of(new TextGrid(file, shown, TextEncoding.of(file, shown))));
    return check(source, order, place, sha256);
  }

  private Checked check(Source source, Order order, Path place, String sha256)
      throws IOException, TableException {
    Subject subject = checkedSubject(source);
    Findings findings = new Findings(source.place(), order.skipRefused());
    source.notes().forEach(findings::about);
    Draft draft =
        new Draft(
            subject,
            source.layout(),
            limits.get().maxRows(),
            dictionaryOf(subject, order.validFrom()),
            findings);
    source.rows().read(draft::add);
    draft.finish();
    if (draft.read() == 0) {
      throw new TableException(
          "empty",
          source.place(),
          source.place() + "：只有表头，没有数据行",
          source.place() + ": there are no rows below the header");
    }
    if (draft.kept() == 0) {
      findings.about(
          Severity.ERROR, "nothing-left", "没有可导入的行", "there is no row that could be imported");
    }
    if (subject.kind() == Kind.DICTIONARY && order.complete()) {
      tellCrosswalksThatLeaveIt(subject, draft, findings);
    }
    Optional<Metadata> base = inForceBefore(subject, order.validFrom());
    Difference difference =
        new Comparison(
                subject,
                CodeUsage.of(home.resolve("data").resolve("code-usage.csv"), subject),
                limits.get().rowsOfDifference())
            .of(base.map(store::rows).orElse(null), draft);
    base.ifPresent(former -> warnOfAnExtract(former.rowCount(), difference, findings));
    String table = subject.table(order.validFrom());
    Checked checked =
        new Checked(
            place.getFileName().toString(),
            table,
            draft.read(),
            draft.kept(),
            findings.refusedRows(),
            findings.all(),
            difference);
    if (checked.canBeApplied()) {
      keep(store, place, metadata(subject, table, order, sha256, draft.kept()), draft::write);
    }
    return checked;
  }

  // ---------------------------------------------------------------- check of knowledge

  private Checked checkKnowledge(
      Path file, Signature signature, Order order, Catalogues catalogues, Path place, String sha256)
      throws IOException, TableException {
    String shown = order.fileName();
    KnowledgeBase base = knowledge.get().orElse(null);
    if (base == null || base.current().classes().isEmpty()) {
      throw new TableException(
          "no-knowledge-base",
          shown,
          shown + "：知识库没有装载（mappings/knowledge 不存在或有错），不能导入知识点",
          shown + ": no knowledge base is loaded (mappings/knowledge is missing or has errors)");
    }
    if (signature == Signature.JSON) {
      throw new TableException(
          "format",
          shown,
          shown + "：知识点应为 CSV 或 XLSX",
          shown + ": knowledge points are taken from CSV or XLSX");
    }
    Findings findings = new Findings(shown, order.skipRefused());
    PointDraft draft =
        new PointDraft(
            base,
            order.state(),
            order.validFrom(),
            KnowledgeNames.batchOfFile(shown),
            limits.get().maxRows(),
            findings);
    KnowledgeGrids grids = new KnowledgeGrids(catalogues, base.current(), shown);
    if (signature == Signature.ZIP) {
      try (Workbook workbook = Workbook.open(file, shown)) {
        grids.read(workbook.sheets(), findings, draft);
      }
    } else {
      grids.read(List.of(new TextGrid(file, shown, TextEncoding.of(file, shown))), findings, draft);
    }
    draft.finish();
    return checkKnowledge(order, draft, findings, place, sha256);
  }

  private Checked checkKnowledge(
      Order order, PointDraft draft, Findings findings, Path place, String sha256)
      throws IOException, TableException {
    String shown = order.fileName();
    if (draft.read() == 0) {
      throw new TableException(
          "empty", shown, shown + "：只有表头，没有数据行", shown + ": there are no rows below the header");
    }
    if (draft.kept() == 0) {
      findings.about(
          Severity.ERROR, "nothing-left", "没有可导入的行", "there is no row that could be imported");
    }
    String name =
        order.system().isEmpty() ? KnowledgeNames.table(draft.batches(), shown) : order.system();
    if (!NAME.matcher(name).matches()) {
      throw new TableException(
          "table",
          shown,
          "--kind：名称只能用字母、数字、点、横线、下划线",
          "--kind: a name has letters, digits, dots, hyphens and underscores only");
    }
    Subject subject = new Subject(Kind.KNOWLEDGE, name, "", "");
    String table = subject.table(null);
    Optional<Metadata> former = knowledgeStore.inForce(table);
    Difference difference =
        PointTables.difference(
            former.map(knowledgeStore::rows).orElse(null), draft, limits.get().rowsOfDifference());
    former.ifPresent(version -> warnOfAnExtract(version.rowCount(), difference, findings));
    LocalDate firstDay = order.validFrom();
    if (firstDay != null && firstDay.isAfter(LocalDate.now(clock)) && former.isPresent()) {
      findings.about(
          Severity.WARNING,
          "future",
          "现有版本立即被取代，而本文件的知识点 " + firstDay + " 才生效；要在那天之后再导入，或用 --kind 导入为另一张表",
          "the version in force is replaced at once, but these points begin on "
              + firstDay
              + ": import them then, or as a table of their own with --kind");
    }
    for (Metadata other : knowledgeStore.inForce()) {
      if (!other.table().equals(table)) {
        PointTables.tellOverlap(table, knowledgeStore.rows(other), other.table(), draft, findings);
      }
    }
    Checked checked =
        new Checked(
            place.getFileName().toString(),
            table,
            draft.read(),
            draft.kept(),
            findings.refusedRows(),
            findings.all(),
            difference,
            Optional.of(draft.summary(MOST_WAITING_POINTS)));
    if (checked.canBeApplied()) {
      keep(
          knowledgeStore,
          place,
          metadata(subject, table, order, sha256, draft.kept()),
          draft::write);
    }
    return checked;
  }

  /** A file stands for the whole table, so an extract of one would take the rest out of force. */
  private static void warnOfAnExtract(int formerRows, Difference difference, Findings findings) {
    if (difference.removed() > formerRows * LARGE_SHARE) {
      findings.about(
          Severity.WARNING,
          "extract",
          "现有 "
              + formerRows
              + " 行中有 "
              + difference.removed()
              + " 行不在本文件中，将失效；若是增量文件，请先与全表合并（知识点也可用 --kind 另立一张表）。生效后可用 import restore 恢复",
          difference.removed()
              + " of the "
              + formerRows
              + " rows in force are not in this file; if it holds changes only, merge it with the"
              + " whole table first (points can be a table of their own with --kind). import restore"
              + " goes back");
    }
  }

  private static Subject checkedSubject(Source source) throws TableException {
    Subject subject = source.subject();
    if (subject.to().isEmpty()) {
      // a dictionary of values has no editions, but the mapping room wants one named
      String to = subject.isOfCodes() ? Editions.INSURANCE_2_0 : subject.system();
      subject = new Subject(subject.kind(), subject.system(), subject.from(), to);
    }
    if (subject.kind() == Kind.CODES && !subject.isOfCodes()) {
      throw new TableException(
          "kind",
          source.place(),
          "--kind：" + subject.system() + " 不是编码种类，字典请用 import dictionary",
          "--kind: " + subject.system() + " has no codes; use import dictionary");
    }
    checkName(source, "--kind", subject.system());
    checkName(source, "--to", subject.to());
    if (subject.kind() == Kind.CODES) {
      checkName(source, "--from", subject.from());
      if (subject.from().equals(subject.to())) {
        throw new TableException(
            "edition",
            source.place(),
            "--from 与 --to 相同：" + subject.to(),
            "--from and --to are the same: " + subject.to());
      }
    }
    return subject;
  }

  private static void checkName(Source source, String option, String name) throws TableException {
    if (name.isEmpty()) {
      throw new TableException(
          "edition",
          source.place(),
          source.place() + "：文件没有说明，请用 " + option + " 指明",
          source.place() + ": the file does not say it; name " + option);
    }
    if (!NAME.matcher(name).matches()) {
      throw new TableException(
          "edition",
          source.place(),
          option + "：名称只能用字母、数字、点、横线、下划线",
          option + ": a name has letters, digits, dots, hyphens and underscores only");
    }
  }

  private Function<String, Optional<String>> dictionaryOf(Subject subject, LocalDate validFrom) {
    if (subject.kind() != Kind.CODES) {
      return null;
    }
    Dictionaries known = dictionaries.get();
    CodeSystem system = CodeSystem.ofId(subject.system());
    LocalDate on = firstDay(validFrom);
    return known.isComplete(system, subject.to(), on)
        ? code -> known.codeName(system, subject.to(), code, on)
        : null;
  }

  private LocalDate firstDay(LocalDate validFrom) {
    LocalDate today = LocalDate.now(clock);
    return validFrom != null && validFrom.isAfter(today) ? validFrom : today;
  }

  /** A whole dictionary decides: a cross-walk that leads to a code that it lacks leads nowhere. */
  private void tellCrosswalksThatLeaveIt(Subject subject, Draft draft, Findings findings)
      throws IOException, TableException {
    for (Metadata other : store.inForce()) {
      Subject walk = other.subject();
      if (walk.kind() == Kind.CODES
          && walk.system().equals(subject.system())
          && walk.to().equals(subject.to())) {
        List<String> lost = new ArrayList<>();
        StoredRows.read(
            store.rows(other),
            walk,
            row -> {
              if (!row.target().equals(Draft.GRAY_MARK) && !draft.has(row.target())) {
                lost.add(row.code() + "→" + row.target());
              }
            });
        if (!lost.isEmpty()) {
          String examples =
              String.join(", ", lost.subList(0, Math.min(MOST_EXAMPLES, lost.size())));
          findings.about(
              Severity.WARNING,
              "lost-targets",
              "对照表 " + other.table() + " 有 " + lost.size() + " 个目标不在此字典中，例如 " + examples,
              lost.size()
                  + " targets of the cross-walk "
                  + other.table()
                  + " are not in this dictionary, such as "
                  + examples);
        }
      }
    }
  }

  /** What the new version would take the place of on its first day. */
  private Optional<Metadata> inForceBefore(Subject subject, LocalDate validFrom)
      throws IOException {
    return store.inForce().stream()
        .filter(version -> version.subject().equals(subject))
        .filter(
            version ->
                version.validFrom() == null
                    || validFrom != null && !version.validFrom().isAfter(validFrom))
        .max(
            Comparator.comparing(
                Metadata::validFrom, Comparator.nullsFirst(Comparator.naturalOrder())));
  }

  // ---------------------------------------------------------------- what was checked

  /** Writes rows to a file. */
  @FunctionalInterface
  private interface Rows {
    void write(Path file) throws IOException;
  }

  private static Metadata metadata(
      Subject subject, String table, Order order, String sha256, int rows) {
    return new Metadata(
        subject,
        table,
        "",
        order.validFrom(),
        order.complete(),
        order.fileName(),
        sha256,
        rows,
        "",
        null);
  }

  private static void keep(VersionStore into, Path place, Metadata metadata, Rows rows)
      throws IOException {
    Files.createDirectories(place);
    rows.write(place.resolve("rows.csv"));
    String inForce = into.inForce(metadata.table()).map(Metadata::version).orElse("");
    Files.writeString(place.resolve("in-force"), inForce);
    // with this file it can be applied
    Files.writeString(place.resolve("check.properties"), metadata.text());
  }

  private void removeOld() throws IOException {
    List<Path> entries;
    try (var files = Files.list(waiting)) {
      entries =
          new ArrayList<>(
              files.sorted(Comparator.comparing(PublishedTables::age).reversed()).toList());
    }
    Instant oldest = Instant.now().minusSeconds(WAITS_SECONDS);
    for (int i = 0; i < entries.size(); i++) {
      if (i >= MOST_WAITING || age(entries.get(i)).isBefore(oldest)) {
        remove(entries.get(i));
      }
    }
  }

  private static Instant age(Path path) {
    try {
      return Files.getLastModifiedTime(path).toInstant();
    } catch (IOException e) {
      // another process has just removed it
      return Instant.EPOCH;
    }
  }

  private static void remove(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      List<Path> inside;
      try (var files = Files.list(path)) {
        inside = files.toList();
      }
      for (Path file : inside) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(path);
  }

  // ---------------------------------------------------------------- apply, restore

  @Override
  public synchronized Version apply(String checkedId, String who, Instant at) throws IOException {
    Path place = waiting.resolve(checkedId);
    boolean isThere =
        NAME.matcher(checkedId).matches() && Files.exists(place.resolve("check.properties"));
    if (!isThere) {
      throw new ImportRefusedException(
          "没有这次检查，或有错误不能生效，请重新检查", "no such check, or it has errors: check again");
    }
    Metadata draft = Metadata.read(place.resolve("check.properties"));
    VersionStore into = draft.subject().kind() == Kind.KNOWLEDGE ? knowledgeStore : store;
    Version version =
        into.locked(
            () -> {
              Optional<Metadata> former = into.inForce(draft.table());
              if (!former
                  .map(Metadata::version)
                  .orElse("")
                  .equals(Files.readString(place.resolve("in-force")))) {
                throw new ImportRefusedException(
                    "检查之后该表已换了版本，请重新检查", "the table changed since it was checked: check again");
              }
              Metadata added = into.add(draft, place.resolve("rows.csv"), who, at);
              try {
                switchTo(into, added, former);
              } catch (ImportRefusedException | IOException e) {
                into.forget(added);
                throw e;
              }
              into.record("import", added, who, at);
              into.prune(added.table(), limits.get().versionsKept());
              return added.asVersion(true);
            });
    remove(place);
    return version;
  }

  @Override
  public synchronized Version restore(String table, String version, String who, Instant at)
      throws IOException {
    VersionStore of = isOfKnowledge(table) ? knowledgeStore : store;
    return of.locked(
        () -> {
          Optional<Metadata> former = of.inForce(table);
          if (version.equals(VersionStore.NONE)) {
            Metadata last =
                former.orElseThrow(
                    () ->
                        new IllegalArgumentException(table + " 没有有效的版本 / has no version in force"));
            of.putOutOfForce(table);
            List<Finding> errors = refusals(of);
            if (!errors.isEmpty()) {
              of.putIntoForce(last);
              refuse(errors);
            }
            of.record("out-of-force", last, who, at);
            return last.asVersion(false);
          }
          Metadata wanted =
              of.find(table, version)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "没有版本 / no such version: " + table + "@" + version));
          switchTo(of, wanted, former);
          of.record("restore", wanted, who, at);
          return wanted.asVersion(true);
        });
  }

  private boolean isOfKnowledge(String table) throws IOException {
    return knowledgeStore.all().stream().anyMatch(version -> version.table().equals(table));
  }

  /** Switches, and switches back if those who read the tables refuse. */
  private void switchTo(VersionStore in, Metadata version, Optional<Metadata> former)
      throws IOException {
    in.putIntoForce(version);
    List<Finding> errors = refusals(in);
    if (!errors.isEmpty()) {
      if (former.isPresent()) {
        in.putIntoForce(former.get());
      } else {
        in.putOutOfForce(version.table());
      }
      refusals(in);
      refuse(errors);
    }
    LOG.info("{} {} 已生效 / in force", version.table(), version.version());
  }

  private static void refuse(List<Finding> errors) {
    Finding first = errors.get(0);
    String more = errors.size() > 1 ? " (+" + (errors.size() - 1) + ")" : "";
    throw new ImportRefusedException(
        "装载有错，未生效：" + first.path() + " " + first.text().zh() + more,
        "the tables do not load with it: " + first.path() + " " + first.text().en() + more);
  }

  /** Has the imported tables read; errors mean that the former set stays in memory. */
  private List<Finding> refusals(VersionStore of) {
    List<Finding> errors = new ArrayList<>();
    for (HospitalFiles reader : readers.get()) {
      if (reader.watched().stream().anyMatch(of.folder()::startsWith)) {
        reader.reload().stream().filter(Finding::isError).forEach(errors::add);
      }
    }
    return errors;
  }

  @Override
  public List<Version> versions() throws IOException {
    List<Version> versions = new ArrayList<>();
    for (VersionStore from : List.of(store, knowledgeStore)) {
      for (Metadata version : from.all()) {
        boolean inForce =
            from.inForce(version.table())
                .filter(now -> now.version().equals(version.version()))
                .isPresent();
        versions.add(version.asVersion(inForce));
      }
    }
    versions.sort(Comparator.comparing(Version::at).reversed().thenComparing(Version::table));
    return versions;
  }

  // ---------------------------------------------------------------- files

  /** What a file's first bytes say. */
  private enum Signature {
    ZIP,
    OLD_EXCEL,
    JSON,
    TEXT;

    static Signature of(Path file) throws IOException {
      byte[] start;
      try (InputStream in = Files.newInputStream(file)) {
        start = in.readNBytes(512);
      }
      if (start.length > 3 && start[0] == 'P' && start[1] == 'K' && start[2] == 3) {
        return ZIP;
      }
      if (start.length > 3 && start[0] == (byte) 0xD0 && start[1] == (byte) 0xCF) {
        return OLD_EXCEL;
      }
      String text = new String(start, StandardCharsets.UTF_8);
      return Spelling.trimmed(text).startsWith("{") ? JSON : TEXT;
    }
  }

  private static boolean isWorkbook(Path file, String shown) throws IOException, TableException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getEntry("xl/workbook.xml") != null || zip.getEntry("[Content_Types].xml") != null;
    } catch (ZipException e) {
      throw damagedZip(shown, e);
    }
  }

  /** The platform packs its text files one by one. */
  private static void unpackOnlyEntry(Path file, Path unpacked, String shown)
      throws IOException, TableException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries =
          zip.stream().filter(entry -> !entry.isDirectory()).toList();
      if (entries.size() != 1
          || entries.get(0).getName().toLowerCase(Locale.ROOT).endsWith(".zip")) {
        throw new TableException(
            "zip",
            shown,
            shown + "：压缩包内应只有一个文件，实有 " + entries.size() + " 个，请解压后逐个导入",
            shown + ": " + entries.size() + " files in the archive; unpack and import them singly");
      }
      try (InputStream in = zip.getInputStream(entries.get(0));
          OutputStream out = Files.newOutputStream(unpacked)) {
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          size += read;
          if (size > LARGEST_UNPACKED) {
            throw new TableException(
                "too-large", shown, shown + "：解压后超过 1 GB", shown + ": unpacks to more than 1 GB");
          }
          out.write(buffer, 0, read);
        }
      }
    } catch (ZipException e) {
      throw damagedZip(shown, e);
    }
  }

  private static TableException damagedZip(String shown, ZipException e) {
    return new TableException(
        "zip",
        shown,
        shown + "：文件已损坏，无法解压",
        shown + ": damaged, cannot be unpacked (" + e.getMessage() + ")");
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
