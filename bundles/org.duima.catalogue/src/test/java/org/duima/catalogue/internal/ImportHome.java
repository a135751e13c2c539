package org.duima.catalogue.internal;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duima.api.Code;
import org.duima.api.CodeSystem;
import org.duima.api.mapping.CodeMatch;
import org.duima.api.mapping.TableImports;
import org.duima.api.mapping.TableImports.Checked;
import org.duima.api.mapping.TableImports.Kind;
import org.duima.api.mapping.TableImports.Order;
import org.duima.api.mapping.TableImports.Version;
import org.duima.mapping.internal.MappingTables;

/** A home with the shipped descriptions of published files, and the room that reads imports. */
final class ImportHome {
  static final Instant NOW = Instant.parse("2026-06-01T02:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneId.of("Asia/Shanghai"));
  private static final Path SHIPPED = Path.of("../../mappings/catalogues");

  final Path folder;
  final MappingTables tables;
  final PublishedTables imports;

  ImportHome(Path folder) throws IOException {
    this(folder, Map.of());
  }

  ImportHome(Path folder, Map<String, String> settings) throws IOException {
    this.folder = folder;
    Path catalogues = Files.createDirectories(folder.resolve("mappings/catalogues"));
    for (String name : List.of("headers.csv", "platform-files.csv", "fhir-systems.csv")) {
      if (!Files.exists(catalogues.resolve(name))) {
        Files.copy(SHIPPED.resolve(name), catalogues.resolve(name));
      }
    }
    this.tables = new MappingTables(folder, CLOCK, () -> "");
    Limits limits = Limits.of(settings);
    this.imports =
        new PublishedTables(
            folder, CLOCK, () -> limits, () -> tables, Optional::empty, () -> List.of(tables));
  }

  Path imported() {
    return folder.resolve("mappings/imported");
  }

  Path file(String name, String content) throws IOException {
    return file(name, content, StandardCharsets.UTF_8);
  }

  Path file(String name, String content, Charset charset) throws IOException {
    return Files.write(folder.resolve(name), content.getBytes(charset));
  }

  /** A cross-walk of diagnoses from the clinical edition 2.0. */
  static Order codes(Path file) {
    return order(Kind.CODES, "", "clinical-2.0", "insurance-2.0", file);
  }

  static Order dictionary(Path file) {
    return order(Kind.DICTIONARY, "", "", "insurance-2.0", file);
  }

  static Order order(Kind kind, String system, String from, String to, Path file) {
    return new Order(kind, system, from, to, null, false, false, file.getFileName().toString());
  }

  static Order complete(Order order) {
    return new Order(
        order.kind(),
        order.system(),
        order.from(),
        order.to(),
        order.validFrom(),
        true,
        order.skipRefused(),
        order.fileName());
  }

  static Order skippingRefused(Order order) {
    return new Order(
        order.kind(),
        order.system(),
        order.from(),
        order.to(),
        order.validFrom(),
        order.complete(),
        true,
        order.fileName());
  }

  static Order from(LocalDate day, Order order) {
    return new Order(
        order.kind(),
        order.system(),
        order.from(),
        order.to(),
        day,
        order.complete(),
        order.skipRefused(),
        order.fileName());
  }

  Checked check(String name, String content) throws IOException {
    Path file = file(name, content);
    return imports.check(file, codes(file));
  }

  Version bring(String name, String content) throws IOException {
    Path file = file(name, content);
    return apply(imports.check(file, codes(file)));
  }

  Version apply(TableImports.Checked checked) throws IOException {
    return imports.apply(checked.id(), "张三", NOW);
  }

  /** The target of a clinical diagnosis, or the outcome's name. */
  String target(String code) {
    return target(code, LocalDate.of(2026, 6, 1));
  }

  String target(String code, LocalDate on) {
    CodeMatch match =
        tables.map(new Code(CodeSystem.DIAGNOSIS, "clinical-2.0", code), "insurance-2.0", on);
    return match instanceof CodeMatch.Mapped mapped
        ? mapped.target().value()
        : match.getClass().getSimpleName();
  }

  /** Texts of the findings, in Chinese. */
  static List<String> told(Checked checked) {
    return checked.findings().stream().map(finding -> finding.text().zh()).toList();
  }
}
