package org.duima.catalogue.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;

/**
 * An XLSX workbook. Rows are streamed; its texts, which the format keeps apart, are held in memory,
 * and that bounds the size that is taken.
 */
final class Workbook implements Closeable {
  /** Unpacked size of what is held in memory. */
  private static final long LARGEST_TEXTS = 64L << 20;

  /** Unpacked size of everything. */
  private static final long LARGEST = 1L << 30;

  private static final int MOST_PARTS = 10_000;
  private static final int MOST_CELLS = 1_000;
  private static final byte[] DOCTYPE = "<!DOCTYPE".getBytes(StandardCharsets.US_ASCII);

  private final ReadableWorkbook workbook;
  private final String shown;

  private Workbook(ReadableWorkbook workbook, String shown) {
    this.workbook = workbook;
    this.shown = shown;
  }

  /** Opens a workbook after looking through all its parts. */
  static Workbook open(Path file, String shown) throws IOException, TableException {
    checkParts(file, shown);
    try {
      // a broken cell is an empty cell, which is refused by row where it matters
      return new Workbook(
          new ReadableWorkbook(file.toFile(), new ReadingOptions(false, true)), shown);
    } catch (ExcelReaderException e) {
      throw broken(shown, e);
    }
  }

  private static TableException broken(String shown, Exception e) {
    return new TableException(
        "xlsx",
        shown,
        shown + "：工作簿已损坏，或不是 .xlsx 格式，请用表格软件另存为 .xlsx",
        shown + ": damaged, or no .xlsx workbook (" + e.getMessage() + ")");
  }

  /**
   * A small file can unpack to a very large one, and XML can pull in what lies elsewhere: both are
   * found before anything is parsed.
   */
  private static void checkParts(Path file, String shown) throws IOException, TableException {
    long total = 0;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > MOST_PARTS) {
        throw tooLarge(shown);
      }
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".xml") && !name.endsWith(".rels")) {
          // pictures and the like are never unpacked
          continue;
        }
        long most = name.contains("sharedstrings") ? LARGEST_TEXTS : LARGEST;
        try (InputStream in = zip.getInputStream(entry)) {
          total += checkPart(in, Math.min(most, LARGEST - total), shown);
        }
      }
    } catch (ZipException e) {
      throw broken(shown, e);
    }
  }

  private static long checkPart(InputStream in, long most, String shown)
      throws IOException, TableException {
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    int matched = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      if (size == 0 && read > 1 && (buffer[0] == (byte) 0xFE || buffer[0] == (byte) 0xFF)) {
        throw new TableException(
            "xlsx", shown, shown + "：XML 不是 UTF-8 编码", shown + ": its XML is not in UTF-8");
      }
      size += read;
      if (size > most) {
        throw tooLarge(shown);
      }
      for (int i = 0; i < read; i++) {
        if (buffer[i] == DOCTYPE[matched]) {
          matched++;
          if (matched == DOCTYPE.length) {
            throw new TableException(
                "xlsx",
                shown,
                shown + "：XML 含有 DOCTYPE，拒绝读取",
                shown + ": its XML has a DOCTYPE, which is refused");
          }
        } else {
          matched = buffer[i] == DOCTYPE[0] ? 1 : 0;
        }
      }
    }
    return size;
  }

  private static TableException tooLarge(String shown) {
    return new TableException(
        "too-large",
        shown,
        shown + "：工作簿解压后过大，请另存为 CSV UTF-8 后导入",
        shown + ": the workbook unpacks to too much; save it as CSV UTF-8");
  }

  /** Sheets that a person sees. */
  List<Grid> sheets() {
    try (Stream<Sheet> sheets = workbook.getSheets()) {
      List<Grid> grids = new ArrayList<>();
      sheets
          .filter(sheet -> sheet.getVisibility() == SheetVisibility.VISIBLE)
          .forEach(sheet -> grids.add(new SheetGrid(sheet)));
      return grids;
    }
  }

  private final class SheetGrid implements Grid {
    private final Sheet sheet;

    SheetGrid(Sheet sheet) {
      this.sheet = sheet;
    }

    @Override
    public String sheet() {
      return sheet.getName();
    }

    @Override
    public boolean isTabSeparated() {
      return false;
    }

    @Override
    public void read(Visitor visitor) throws IOException, TableException {
      try (Stream<Row> rows = sheet.openStream()) {
        Iterator<Row> iterator = rows.iterator();
        while (iterator.hasNext()) {
          Row row = iterator.next();
          List<String> cells = new ArrayList<>();
          for (int i = 0; i < Math.min(row.getCellCount(), MOST_CELLS); i++) {
            Cell cell = row.getCell(i);
            cells.add(cell == null ? "" : text(cell));
          }
          if (TextGrid.hasText(cells) && !visitor.row(row.getRowNum(), cells)) {
            return;
          }
        }
      } catch (ExcelReaderException e) {
        throw broken(shown, e);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    private static String text(Cell cell) {
      if (cell.getType() == CellType.ERROR) {
        return "";
      }
      String text = cell.getType() == CellType.NUMBER ? cell.getRawValue() : cell.getText();
      return text == null ? "" : text;
    }
  }

  @Override
  public void close() throws IOException {
    workbook.close();
  }
}
