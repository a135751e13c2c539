package org.duima.demo.simulator;

import java.nio.file.Path;
import java.util.Map;

/** The tables that the checks work with. */
record Setup(Map<String, FieldTable> tables, Dictionaries dictionaries, CodeLists codes) {

  static Setup read(SimulatorOptions options) {
    Path mappings = options.mappings();
    Path fields = mappings.resolve("settlement").resolve("fields.csv");
    return new Setup(
        Map.of("4101A", FieldTable.read(fields, "4101A"), "4101", FieldTable.read(fields, "4101")),
        Dictionaries.read(mappings.resolve("dictionaries"), options.strictDictionaries()),
        CodeLists.read(mappings.resolve("codes"), options.diagnoses(), options.procedures()));
  }

  /** The fields of one upload. */
  FieldTable table(String infno) {
    return tables.get(infno);
  }

  String summary() {
    return String.format(
        "4101A 字段 / fields %d; 4101 字段 / fields %d; 字典 / dictionaries %d (强制 / enforced %d); 诊断 / diagnoses %s;"
            + " 手术操作 / procedures %s; 中医病 / TCM diseases %s; 中医证 / TCM syndromes %s",
        table("4101A").size(),
        table("4101").size(),
        dictionaries.size(),
        dictionaries.enforced(),
        size(codes.diagnoses()),
        size(codes.procedures()),
        size(codes.chineseDiseases()),
        size(codes.chineseSyndromes()));
  }

  private static String size(CodeList list) {
    return list.size() + (list.complete() ? " (complete)" : "");
  }
}
