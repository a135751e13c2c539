package org.duima.catalogue.internal;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of text: CSV with commas or semicolons, or cells between tabs. */
final class TextGrid implements Grid {
  private static final int FIRST_LINE = 1 << 16;

  private final Path file;
  private final String shown;
  private final TextEncoding encoding;
  private final char separator;

  TextGrid(Path file, String shown, TextEncoding encoding) throws IOException {
    this.file = file;
    this.shown = shown;
    this.encoding = encoding;
    this.separator = separator();
  }

  /** The character that stands most often in the first line. */
  private char separator() throws IOException {
    int commas = 0;
    int semicolons = 0;
    int tabs = 0;
    try (Reader reader = new BufferedReader(encoding.reader(file))) {
      int read = 0;
      for (int c = reader.read(); c >= 0 && c != '\n' && read < FIRST_LINE; c = reader.read()) {
        read++;
        switch (c) {
          case ',' -> commas++;
          case ';' -> semicolons++;
          case '\t' -> tabs++;
          default -> {
            // part of a cell
          }
        }
      }
    }
    if (tabs > 0 && tabs >= commas) {
      return '\t';
    }
    return semicolons > commas ? ';' : ',';
  }

  @Override
  public String sheet() {
    return "";
  }

  @Override
  public boolean isTabSeparated() {
    return separator == '\t';
  }

  @Override
  public void read(Visitor visitor) throws IOException, TableException {
    if (isTabSeparated()) {
      readLines(visitor);
    } else {
      readCsv(visitor);
    }
  }

  private void readCsv(Visitor visitor) throws IOException, TableException {
    long number = 0;
    try (Reader text = encoding.reader(file);
        CsvReader<CsvRecord> reader =
            CsvReader.builder()
                .fieldSeparator(separator)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .skipEmptyLines(true)
                .ofCsvRecord(text)) {
      for (CsvRecord record : reader) {
        number = record.getStartingLineNumber();
        List<String> cells = record.getFields();
        if (hasText(cells) && !visitor.row(number, cells)) {
          return;
        }
      }
    } catch (CsvParseException e) {
      String place = number == 0 ? "" : " 第 " + number + " 行之后";
      throw new TableException(
          "csv",
          shown + ":" + number,
          shown + place + "：CSV 格式错误，常见原因是引号没有成对",
          shown + " after row " + number + ": malformed CSV: " + e.getMessage());
    }
  }

  /** The platform quotes nothing; a spreadsheet that saves text with tabs quotes some cells. */
  private void readLines(Visitor visitor) throws IOException, TableException {
    try (BufferedReader reader = new BufferedReader(encoding.reader(file))) {
      long number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        List<String> cells = new ArrayList<>();
        int start = 0;
        for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', start)) {
          cells.add(unquoted(line.substring(start, tab)));
          start = tab + 1;
        }
        cells.add(unquoted(line.substring(start)));
        if (hasText(cells) && !visitor.row(number, cells)) {
          return;
        }
      }
    }
  }

  private static String unquoted(String cell) {
    return cell.length() > 1 && cell.startsWith("\"") && cell.endsWith("\"")
        ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"")
        : cell;
  }

  static boolean hasText(List<String> cells) {
    return cells.stream().anyMatch(cell -> !Spelling.trimmed(cell).isEmpty());
  }
}
