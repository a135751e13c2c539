package org.duima.finance.internal;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.duima.api.Text;

/**
 * The rows of a file: CSV, tab separated text (UTF-8 or GB18030), the first sheet of a workbook, or
 * a zip of one text.
 */
final class Sheet {
  private static final int LARGEST_FILE = 32 << 20;
  private static final long LARGEST_UNPACKED = 512L << 20;
  private static final BigDecimal LARGEST_EXACT = new BigDecimal("1E15");
  private static final String WORKBOOK_ENTRY = "xl/workbook.xml";

  /** The file is none that can be read. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Text text;

    UnreadableException(String zh, String en) {
      super(new Text(zh, en).toString());
      text = new Text(zh, en);
    }

    Text text() {
      return text;
    }
  }

  /** Takes rows one by one. */
  interface Rows {
    /**
     * @param number as a person counts, from 1
     */
    void row(long number, List<String> cells) throws UnreadableException;
  }

  private final Path workbook;
  private final String text;

  /** Either of the two is null. */
  private Sheet(Path workbook, String text) {
    this.workbook = workbook;
    this.text = text;
  }

  static Sheet of(Path file) throws UnreadableException, IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new UnreadableException(
          "文件超过 " + (LARGEST_FILE >> 20) + " MB，请分月导出",
          "the file is larger than " + (LARGEST_FILE >> 20) + " MB; export it by month");
    }
    if (!startsLikeZip(file)) {
      return new Sheet(null, decode(Files.readAllBytes(file)));
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.getEntry(WORKBOOK_ENTRY) != null) {
        checkSize(zip);
        return new Sheet(file, null);
      }
      List<? extends ZipEntry> files = zip.stream().filter(entry -> !entry.isDirectory()).toList();
      if (files.size() != 1) {
        throw new UnreadableException("压缩包应只有一个文本文件", "a zip must hold exactly one text file");
      }
      try (InputStream in = zip.getInputStream(files.get(0))) {
        byte[] content = in.readNBytes(LARGEST_FILE + 1);
        if (content.length > LARGEST_FILE) {
          throw tooLarge();
        }
        return new Sheet(null, decode(content));
      }
    } catch (ZipException e) {
      throw new UnreadableException("压缩文件已损坏", "the zip is damaged");
    }
  }

  private static boolean startsLikeZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4);
      return start.length == 4
          && start[0] == 'P'
          && start[1] == 'K'
          && start[2] == 3
          && start[3] == 4;
    }
  }

  /** What a workbook says of its sizes may be a lie, so it is unpacked once for nothing. */
  private static void checkSize(ZipFile zip) throws UnreadableException, IOException {
    byte[] buffer = new byte[64 * 1024];
    long unpacked = 0;
    for (ZipEntry entry : zip.stream().toList()) {
      try (InputStream in = zip.getInputStream(entry)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          unpacked += read;
          if (unpacked > LARGEST_UNPACKED) {
            throw tooLarge();
          }
        }
      }
    }
  }

  private static UnreadableException tooLarge() {
    return new UnreadableException("解压后过大", "too large when unpacked");
  }

  private static String decode(byte[] bytes) throws UnreadableException {
    for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"))) {
      try {
        String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        if (text.indexOf('\0') < 0) {
          return text.startsWith("\uFEFF") ? text.substring(1) : text;
        }
      } catch (CharacterCodingException e) {
        // the next one
      }
    }
    throw new UnreadableException(
        "既不是 UTF-8 也不是 GB18030 文本，也不是 XLSX；旧的 .xls 请另存为 .xlsx",
        "neither text in UTF-8 or GB18030 nor XLSX; save an old .xls as .xlsx");
  }

  /** Whether columns are separated by tabs, as in the platform's files. */
  boolean isTabSeparated() {
    String first = text == null ? "" : text.lines().findFirst().orElse("");
    return first.indexOf('\t') >= 0;
  }

  /** Reads all rows that are not empty. */
  void read(Rows rows) throws UnreadableException, IOException {
    if (workbook != null) {
      readWorkbook(rows);
    } else {
      readText(rows);
    }
  }

  private void readText(Rows rows) throws UnreadableException, IOException {
    char separator = isTabSeparated() ? '\t' : ',';
    try (CsvReader<CsvRecord> records =
        CsvReader.builder().fieldSeparator(separator).ofCsvRecord(text)) {
      for (CsvRecord record : records) {
        give(rows, record.getStartingLineNumber(), record.getFields());
      }
    } catch (CsvParseException e) {
      throw new UnreadableException("不是正确的 CSV", "not well-formed CSV");
    }
  }

  private void readWorkbook(Rows rows) throws UnreadableException, IOException {
    try (ReadableWorkbook book = new ReadableWorkbook(workbook.toFile());
        Stream<Row> stream = book.getFirstSheet().openStream()) {
      var iterator = stream.iterator();
      while (iterator.hasNext()) {
        Row row = iterator.next();
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.getCellCount(); i++) {
          cells.add(row.getOptionalCell(i).map(Sheet::text).orElse(""));
        }
        give(rows, row.getRowNum(), cells);
      }
    } catch (RuntimeException | ZipException e) {
      // the library throws whatever a damaged file leads to
      throw new UnreadableException("工作簿已损坏", "the workbook is damaged");
    }
  }

  private static String text(Cell cell) {
    if (cell.getType() == CellType.NUMBER) {
      BigDecimal number = cell.asNumber();
      if (number == null) {
        return "";
      }
      // beyond these a spreadsheet has rounded: an id must not look whole
      return number.abs().compareTo(LARGEST_EXACT) < 0
          ? number.toPlainString()
          : "%E".formatted(number);
    }
    String raw = cell.getType() == CellType.STRING ? cell.asString() : cell.getText();
    return raw == null ? "" : raw;
  }

  private static void give(Rows rows, long number, List<String> cells) throws UnreadableException {
    if (cells.stream().anyMatch(cell -> !cell.isBlank())) {
      rows.row(number, cells);
    }
  }
}
