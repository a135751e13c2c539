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
import org.duima.api.mapping.Dictionaries;
import org.duima.api.mapping.ImportRefusedException;
import org.duima.api.mapping.TableImports;
import org.duima.api.site.HospitalFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports into the {@code mappings/imported} folder of a home. What was checked waits in {@code
 * data/imports} until it is applied, for a day at most. Safe for use by several threads; several
 * processes may work on one home.
 */
public class PublishedTables implements TableImports {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedTables.class);

  private static final int MOST_WAITING = 50;
  private static final long WAITS_SECONDS = 24L * 60 * 60;
  private static final long LARGEST_UNPACKED = 1L << 30;
  private static final int MOST_EXAMPLES = 5;

  /** A new release of a published table drops a few rows in a hundred. */
  private static final double LARGE_SHARE = 0.2;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final Path home;
  private final Path waiting;
  private final VersionStore store;
  private final Clock clock;
  private final Supplier<Limits> limits;
  private final Supplier<Dictionaries> dictionaries;
  private final Supplier<List<HospitalFiles>> readers;

  /**
   * Joins the parts.
   *
   * @param home of the node
   * @param dictionaries answers whether a whole dictionary has a code
   * @param readers whoever holds files of the home in memory; those who watch the imported tables
   *     read them before a version counts as in force, and can refuse it
   */
  public PublishedTables(
      Path home,
      Clock clock,
      Supplier<Limits> limits,
      Supplier<Dictionaries> dictionaries,
      Supplier<List<HospitalFiles>> readers) {
    this.home = home;
    this.waiting = home.resolve("data").resolve("imports");
    this.store = new VersionStore(home.resolve("mappings").resolve("imported"));
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
      keep(place, draft, subject, table, order, sha256);
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
              + " 行不在本文件中，将失效；若是增量文件，请先与全表合并。生效后可用 import restore 恢复",
          difference.removed()
              + " of the "
              + formerRows
              + " rows in force are not in this file; if it holds changes only, merge it with the"
              + " whole table first. import restore goes back");
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

  private void keep(
      Path place, Draft draft, Subject subject, String table, Order order, String sha256)
      throws IOException {
    Files.createDirectories(place);
    draft.write(place.resolve("rows.csv"));
    Metadata metadata =
        new Metadata(
            subject,
            table,
            "",
            order.validFrom(),
            order.complete(),
            order.fileName(),
            sha256,
            draft.kept(),
            "",
            null);
    String inForce = store.inForce(table).map(Metadata::version).orElse("");
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
    Version version =
        store.locked(
            () -> {
              Metadata draft = Metadata.read(place.resolve("check.properties"));
              Optional<Metadata> former = store.inForce(draft.table());
              if (!former
                  .map(Metadata::version)
                  .orElse("")
                  .equals(Files.readString(place.resolve("in-force")))) {
                throw new ImportRefusedException(
                    "检查之后该表已换了版本，请重新检查", "the table changed since it was checked: check again");
              }
              Metadata added = store.add(draft, place.resolve("rows.csv"), who, at);
              try {
                switchTo(added, former);
              } catch (ImportRefusedException | IOException e) {
                store.forget(added);
                throw e;
              }
              store.record("import", added, who, at);
              store.prune(added.table(), limits.get().versionsKept());
              return added.asVersion(true);
            });
    remove(place);
    return version;
  }

  @Override
  public synchronized Version restore(String table, String version, String who, Instant at)
      throws IOException {
    return store.locked(
        () -> {
          Optional<Metadata> former = store.inForce(table);
          if (version.equals(VersionStore.NONE)) {
            Metadata last =
                former.orElseThrow(
                    () ->
                        new IllegalArgumentException(table + " 没有有效的版本 / has no version in force"));
            store.putOutOfForce(table);
            if (!refusals().isEmpty()) {
              store.putIntoForce(last);
              refuse(refusals());
            }
            store.record("out-of-force", last, who, at);
            return last.asVersion(false);
          }
          Metadata wanted =
              store
                  .find(table, version)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "没有版本 / no such version: " + table + "@" + version));
          switchTo(wanted, former);
          store.record("restore", wanted, who, at);
          return wanted.asVersion(true);
        });
  }

  /** Switches, and switches back if those who read the tables refuse. */
  private void switchTo(Metadata version, Optional<Metadata> former) throws IOException {
    store.putIntoForce(version);
    List<Finding> errors = refusals();
    if (!errors.isEmpty()) {
      if (former.isPresent()) {
        store.putIntoForce(former.get());
      } else {
        store.putOutOfForce(version.table());
      }
      refusals();
      refuse(errors);
    }
    LOG.info("{} {} 已生效 / in force", version.table(), version.version());
  }

  private static void refuse(List<Finding> errors) {
    String more = errors.size() > 1 ? " (+" + (errors.size() - 1) + ")" : "";
    throw new ImportRefusedException(
        "映射表有错，未生效：" + errors.get(0).text().zh() + more,
        "the tables do not load with it: " + errors.get(0).text().en() + more);
  }

  /** Has the imported tables read; errors mean that the former set stays in memory. */
  private List<Finding> refusals() {
    List<Finding> errors = new ArrayList<>();
    for (HospitalFiles reader : readers.get()) {
      if (reader.watched().contains(store.folder())) {
        reader.reload().stream().filter(Finding::isError).forEach(errors::add);
      }
    }
    return errors;
  }

  @Override
  public List<Version> versions() throws IOException {
    List<Version> versions = new ArrayList<>();
    for (Metadata version : store.all()) {
      boolean inForce =
          store
              .inForce(version.table())
              .filter(now -> now.version().equals(version.version()))
              .isPresent();
      versions.add(version.asVersion(inForce));
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
