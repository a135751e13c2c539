package org.duima.demo.simulator;

import java.nio.file.Path;

/** The tables that the checks work with. */
record Setup(FieldTable table, Dictionaries dictionaries, CodeLists codes) {

  static Setup read(SimulatorOptions options) {
    Path mappings = options.mappings();
    return new Setup(
        FieldTable.read(mappings.resolve("settlement").resolve("fields.csv"), "4101A"),
        Dictionaries.read(mappings.resolve("dictionaries"), options.strictDictionaries()),
        CodeLists.read(mappings.resolve("codes"), options.diagnoses(), options.procedures()));
  }

  String summary() {
    return String.format(
        "4101A 字段 / fields %d; 字典 / dictionaries %d (强制 / enforced %d); 诊断 / diagnoses %s;"
            + " 手术操作 / procedures %s; 中医病 / TCM diseases %s; 中医证 / TCM syndromes %s",
        table.size(),
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
