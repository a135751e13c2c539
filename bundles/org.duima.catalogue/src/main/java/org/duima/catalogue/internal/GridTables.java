package org.duima.catalogue.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.duima.api.CodeSystem;
import org.duima.api.Finding;
import org.duima.api.mapping.TableImports.Kind;
import org.duima.api.mapping.TableImports.Order;
import org.duima.catalogue.internal.Catalogues.PlatformFile;

/** Finds the table in a text file or a workbook: the sheet, the columns, the code system. */
final class GridTables {
  /** Published workbooks have a title, a date or a remark above the headers. */
  private static final int LAST_HEADER_ROW = 20;

  private static final int SAMPLE = 1_000;

  /** So much of a sample must look alike. */
  private static final double MOST = 0.9;

  private final Catalogues catalogues;
  private final Order order;
  private final String shown;

  GridTables(Catalogues catalogues, Order order, String shown) {
    this.catalogues = catalogues;
    this.order = order;
    this.shown = shown;
  }

  /**
   * A grid that holds a table of the kind that is wanted.
   *
   * @param hasCodes whether there is any code below the headers
   * @param system empty if it could not be told
   * @param from edition that the file itself says, else empty
   * @param to the same
   */
  private record Candidate(
      Grid grid, Layout layout, boolean hasCodes, String system, String from, String to) {}

  /** The first rows of a grid. */
  private record Beginning(Map<Long, List<String>> rows) {
    List<String> first() {
      return rows.values().iterator().next();
    }

    List<String> column(Layout layout, int column) {
      return rows.entrySet().stream()
          .filter(row -> row.getKey() > layout.headerRow())
          .map(row -> cell(row.getValue(), column))
          .map(Spelling::trimmed)
          .filter(code -> !code.isEmpty())
          .toList();
    }
  }

  /**
   * Finds the table.
   *
   * @throws TableException if there is none, or several
   */
  Source find(List<Grid> grids) throws IOException, TableException {
    List<Candidate> candidates = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (Grid grid : grids) {
      Beginning beginning = beginning(grid);
      if (!beginning.rows().isEmpty()) {
        candidate(grid, beginning).ifPresent(candidates::add);
        seen.add(
            place(grid, grids)
                + " "
                + beginning.first().stream()
                    .map(Spelling::oneLine)
                    .filter(text -> !text.isEmpty())
                    .limit(30)
                    .collect(Collectors.joining(",")));
      }
    }
    if (seen.isEmpty()) {
      throw new TableException("empty", shown, shown + "：文件为空", shown + ": the file is empty");
    }
    if (candidates.isEmpty()) {
      throw noColumns(seen);
    }
    if (candidates.size() > 1 && !order.system().isEmpty()) {
      candidates.removeIf(candidate -> !candidate.system().equals(order.system()));
    }
    if (candidates.size() != 1) {
      throw severalSheets(candidates);
    }
    Candidate found = candidates.get(0);
    return source(found, place(found.grid(), grids), grids.size() > 1);
  }

  private String place(Grid grid, List<Grid> grids) {
    return grids.size() > 1 ? shown + "#" + grid.sheet() : shown;
  }

  private static Beginning beginning(Grid grid) throws IOException, TableException {
    Map<Long, List<String>> rows = new LinkedHashMap<>();
    grid.read(
        (number, cells) -> {
          rows.put(number, cells);
          return rows.size() < SAMPLE;
        });
    return new Beginning(rows);
  }

  private TableException noColumns(List<String> seen) {
    String wanted =
        order.kind() == Kind.CODES ? "clinical_code, insurance_code, insurance_name" : "code, name";
    String found = String.join("; ", seen);
    return new TableException(
        "columns",
        shown + ":1",
        shown + "：缺少列，需要 " + wanted + "，或 mappings/catalogues/headers.csv 中的其他表头；第一行为 " + found,
        shown
            + ": columns are missing; wanted are "
            + wanted
            + " or other headers of mappings/catalogues/headers.csv; the first row is "
            + found);
  }

  private TableException severalSheets(List<Candidate> candidates) {
    String sheets =
        candidates.stream()
            .map(candidate -> candidate.grid().sheet())
            .collect(Collectors.joining(", "));
    return candidates.isEmpty()
        ? new TableException(
            "sheet",
            shown,
            shown + "：没有 " + order.system() + " 的工作表",
            shown + ": no sheet holds codes of " + order.system())
        : new TableException(
            "sheet",
            shown,
            shown + "：多个工作表都有这些列：" + sheets + "；请用 --kind 指明，或各存为一个文件",
            shown + ": several sheets have the columns: " + sheets + "; name the --kind");
  }

  // ---------------------------------------------------------------- columns

  private Optional<Candidate> candidate(Grid grid, Beginning beginning) {
    int looked = 0;
    for (Map.Entry<Long, List<String>> row : beginning.rows().entrySet()) {
      Layout layout = byHeaders(row.getKey(), row.getValue());
      if (layout != null) {
        List<String> codes = beginning.column(layout, layout.code());
        return Optional.of(new Candidate(grid, layout, !codes.isEmpty(), guess(codes), "", ""));
      }
      if (++looked == LAST_HEADER_ROW) {
        break;
      }
    }
    return grid.isTabSeparated() ? ofPlatform(grid, beginning) : Optional.empty();
  }

  private Layout byHeaders(long row, List<String> cells) {
    List<String> names =
        cells.stream()
            .map(cell -> Spelling.oneLine(cell).replace(" ", "").toLowerCase(Locale.ROOT))
            .toList();
    Set<Integer> taken = new LinkedHashSet<>();
    boolean ofCodes = order.kind() == Kind.CODES;
    int target = ofCodes ? column("target", names, taken) : -1;
    int code = column("code", names, taken);
    int targetName = ofCodes ? column("target_name", names, taken) : -1;
    int name = column("name", names, taken);
    int valid = column("valid", names, taken);
    boolean found = code >= 0 && (ofCodes ? target >= 0 && targetName >= 0 : name >= 0);
    if (!found) {
      return null;
    }
    List<String> headers = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String header = Spelling.oneLine(cells.get(i));
      headers.add(header.isEmpty() ? String.valueOf(i + 1) : header);
    }
    return new Layout(
        row, cells.size(), code, name, target, targetName, valid, ofCodes && valid >= 0, headers);
  }

  private int column(String field, List<String> names, Set<Integer> taken) {
    String table = order.kind() == Kind.CODES ? "codes" : "dictionary";
    return catalogues.column(table, field, order.from(), names, taken);
  }

  // ---------------------------------------------------------------- the platform's files

  private Optional<Candidate> ofPlatform(Grid grid, Beginning beginning) {
    int width = beginning.first().size();
    for (PlatformFile own : ownEditions()) {
      boolean fits =
          (width == own.columns() || width == own.columns() + 1)
              && (order.system().isEmpty() || order.system().equals(own.system()));
      Layout layout = layout(own, own, width);
      if (fits
          && share(
                  beginning.column(layout, layout.code()),
                  code -> own.codes().matcher(code).matches())
              >= MOST) {
        return platformTable(grid, own, width);
      }
    }
    return Optional.empty();
  }

  private List<PlatformFile> ownEditions() {
    Map<String, PlatformFile> first = new LinkedHashMap<>();
    catalogues.platformFiles().forEach(file -> first.putIfAbsent(file.catalogue(), file));
    return List.copyOf(first.values());
  }

  private Optional<Candidate> platformTable(Grid grid, PlatformFile own, int width) {
    if (order.kind() == Kind.DICTIONARY) {
      return edition(own, order.to(), own)
          .map(
              file ->
                  new Candidate(
                      grid, layout(file, null, width), true, own.system(), "", file.edition()));
    }
    return edition(own, order.from(), null)
        .map(
            file ->
                new Candidate(
                    grid,
                    layout(file, own, width),
                    true,
                    own.system(),
                    file.edition(),
                    own.edition()));
  }

  /** The columns of an edition; the first besides the file's own if none is asked for. */
  private Optional<PlatformFile> edition(PlatformFile own, String edition, PlatformFile otherwise) {
    String wanted = Subject.edition(own.system(), edition);
    return catalogues.platformFiles().stream()
        .filter(file -> file.catalogue().equals(own.catalogue()))
        .filter(
            file ->
                wanted.isEmpty()
                    ? otherwise == null ? file != own : file == otherwise
                    : file.edition().equals(wanted))
        .findFirst();
  }

  private static Layout layout(PlatformFile file, PlatformFile target, int width) {
    List<String> headers = new ArrayList<>();
    for (int i = 1; i <= width; i++) {
      headers.add(String.valueOf(i));
    }
    return new Layout(
        0,
        width,
        file.code() - 1,
        file.name() - 1,
        target == null ? -1 : target.code() - 1,
        target == null ? -1 : target.name() - 1,
        file.valid() - 1,
        true,
        headers);
  }

  // ---------------------------------------------------------------- system and editions

  private static double share(List<String> codes, Predicate<String> fits) {
    return codes.isEmpty() ? 0 : (double) codes.stream().filter(fits).count() / codes.size();
  }

  /** Diagnoses and procedures look so different that they need not be named. */
  private String guess(List<String> codes) {
    for (CodeSystem system : List.of(CodeSystem.DIAGNOSIS, CodeSystem.PROCEDURE)) {
      Subject subject = new Subject(Kind.DICTIONARY, system.id(), "", "");
      double share =
          share(
              codes,
              code -> {
                Shape shape = Shape.of(subject, "", Spelling.key(subject, "", code));
                return shape != Shape.UNUSUAL && shape != Shape.IMPOSSIBLE;
              });
      if (share > 0.5) {
        return system.id();
      }
    }
    return "";
  }

  private Source source(Candidate found, String place, boolean severalSheets)
      throws TableException {
    String system = order.system().isEmpty() ? found.system() : order.system();
    if (system.isEmpty() && !found.hasCodes()) {
      throw new TableException(
          "empty", place, place + "：只有表头，没有数据行", place + ": there are no rows below the header");
    }
    if (system.isEmpty()) {
      throw new TableException(
          "kind",
          place,
          place
              + "：无法从编码判断种类，请用 --kind 指明（"
              + Arrays.stream(CodeSystem.values())
                  .map(CodeSystem::id)
                  .collect(Collectors.joining("、"))
              + "，或字典名）",
          place + ": the codes do not tell what they are; name the --kind");
    }
    String from =
        order.kind() == Kind.DICTIONARY
            ? ""
            : Subject.edition(system, order.from().isEmpty() ? found.from() : order.from());
    String to = Subject.edition(system, order.to().isEmpty() ? found.to() : order.to());
    if (!found.to().isEmpty() && !to.equals(found.to())) {
      throw new TableException(
          "edition",
          place,
          place + "：文件的目标版本是 " + found.to() + "，不是 " + to,
          place + ": the file's target edition is " + found.to() + ", not " + to);
    }
    List<Finding> notes = new ArrayList<>();
    if (severalSheets) {
      notes.add(
          Finding.info(
              "import.sheet",
              place,
              place + "：取工作表 " + found.grid().sheet(),
              place + ": takes the sheet " + found.grid().sheet()));
    }
    return new Source(
        new Subject(order.kind(), system, from, to),
        found.layout(),
        place,
        notes,
        sink -> read(found.grid(), found.layout(), sink));
  }

  // ---------------------------------------------------------------- rows

  private static void read(Grid grid, Layout layout, Source.Sink sink)
      throws IOException, TableException {
    grid.read(
        (number, cells) -> {
          if (number > layout.headerRow()) {
            sink.row(row(number, cells, layout));
          }
          return true;
        });
  }

  private static TableRow row(long number, List<String> cells, Layout layout) {
    boolean ofCodes = layout.target() >= 0;
    return new TableRow(
        number,
        cell(cells, layout.code()),
        cell(cells, layout.name()),
        ofCodes ? cell(cells, layout.target()) : null,
        ofCodes ? cell(cells, layout.targetName()) : null,
        isRetired(cell(cells, layout.valid())),
        cells.size());
  }

  private static boolean isRetired(String flag) {
    String value = Spelling.trimmed(flag);
    return value.equals("0") || value.equals("无效") || value.equals("停用");
  }

  private static String cell(List<String> cells, int column) {
    return column >= 0 && column < cells.size() ? cells.get(column) : "";
  }
}
