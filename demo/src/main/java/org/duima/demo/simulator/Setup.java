package org.duima.demo.simulator;

import java.nio.file.Path;

/** The tables that the checks work with. */
record Setup(FieldTable table, Dictionaries dictionaries, CodeList diagnoses, CodeList procedures) {

  static Setup read(SimulatorOptions options) {
    Path mappings = options.mappings();
    return new Setup(
        FieldTable.read(mappings.resolve("settlement").resolve("fields.csv"), "4101A"),
        Dictionaries.read(mappings.resolve("dictionaries"), options.strictDictionaries()),
        options.diagnoses() == null ? CodeList.NONE : CodeList.read(options.diagnoses()),
        options.procedures() == null ? CodeList.NONE : CodeList.read(options.procedures()));
  }

  String summary() {
    return String.format(
        "4101A 字段 / fields %d; 字典 / dictionaries %d (强制 / enforced %d); 诊断 / diagnoses %d%s;"
            + " 手术操作 / procedures %d%s",
        table.size(),
        dictionaries.size(),
        dictionaries.enforced(),
        diagnoses.names().size(),
        diagnoses.complete() ? " (complete)" : "",
        procedures.names().size(),
        procedures.complete() ? " (complete)" : "");
  }
}
