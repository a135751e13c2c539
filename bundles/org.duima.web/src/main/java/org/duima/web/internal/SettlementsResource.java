package org.duima.web.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duima.api.Finding;
import org.duima.api.ledger.Role;
import org.duima.api.report.SettlementImports;
import org.duima.api.report.SettlementImports.Imported;
import org.duima.web.internal.Operation.Kind;

/** Takes the finance office's list of settlements. */
public final class SettlementsResource implements Resource {
  private static final long LARGEST = 33L << 20;

  private final Supplier<Optional<SettlementImports>> imports;

  public SettlementsResource(Supplier<Optional<SettlementImports>> imports) {
    this.imports = imports;
  }

  @Override
  public List<Operation> operations() {
    return List.of(
        Operation.post(
                "/api/settlements", "导入财务结算清单", "Imports the finance office's list of settlements")
            .roles(Role.OFFICE, Role.IT)
            .query("name", "文件名", "name of the file")
            .query(
                "skipRefused",
                Kind.BOOLEAN,
                "有错误行时仍导入其余的行",
                "whether to store the good rows of a file that has refused ones")
            .body("application/octet-stream", "text/csv")
            .answers(200, "读入、保留、拒绝的行数与原因；有错误时未导入", "rows read, kept and refused, with reasons")
            .answers(413, "文件过大", "the file is too large")
            .answers(503, "导入尚未就绪", "imports are not there yet")
            .by(this::importFile));
  }

  private Object importFile(Call call) throws ProblemException, IOException {
    SettlementImports importer = ProblemException.present(imports, "结算导入", "the import");
    String name = call.parameter("name").isEmpty() ? "settlements" : call.parameter("name");
    boolean skipRefused = call.flag("skipRefused");
    Path file = Files.createTempFile("settlements", ".upload");
    try {
      call.saveBody(file, LARGEST);
      return imported(importer.importFile(file, name, skipRefused, call.who()));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Map<String, Object> imported(Imported imported) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("read", imported.read());
    shown.put("kept", imported.kept());
    shown.put("refused", imported.refused());
    shown.put("findings", imported.findings().stream().map(SettlementsResource::finding).toList());
    return shown;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("rule", finding.rule());
    shown.put("severity", String.valueOf(finding.severity().letter()));
    shown.put("path", finding.path());
    shown.put("text", Json.text(finding.text()));
    return shown;
  }
}
