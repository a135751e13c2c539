package org.duima.form.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfObject;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.duima.api.settlement.FormField;
import org.duima.api.settlement.ListContent;
import org.duima.api.settlement.PrintedList;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.site.Site;
import org.duima.api.site.Sites;
import org.duima.mapping.internal.MappingTables;
import org.duima.settlement.internal.SettlementFiles;
import org.duima.settlement.internal.SettlementLists;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lists printed with the shipped fields and dictionaries. After a change that is meant, run with
 * {@code -Dgolden.write=true}, read the difference of the texts and look at the pages.
 */
class PaperFormTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-12T02:03:00Z"), ZoneId.of("UTC"));

  private static SettlementListMaker lists;
  private static PaperForm form;

  @TempDir Path folder;

  @BeforeAll
  static void readTheShippedTables() {
    MappingTables tables = new MappingTables(Path.of("../.."), CLOCK, () -> "");
    Site site = Site.of(Map.of());
    Sites sites = () -> site;
    lists =
        new SettlementLists(new SettlementFiles(Path.of("../../mappings")), tables, tables, sites);
    form = new PaperForm(lists, tables, sites, new Fonts(Path.of(".")), CLOCK);
  }

  static Stream<String> samples() {
    return Stream.of("surgical", "tcm", "long40", "newborn");
  }

  private static PrintedList sample(String name) {
    return switch (name) {
      case "surgical" -> SampleLists.surgical();
      case "tcm" -> SampleLists.tcm();
      case "long40" -> SampleLists.long40();
      default -> SampleLists.newborn();
    };
  }

  private static byte[] pdf(PrintedList list) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    form.pdf(list, out);
    return out.toByteArray();
  }

  private static String html(PrintedList list) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    form.html(list, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String text(byte[] pdf) throws IOException {
    PdfReader reader = new PdfReader(pdf);
    StringBuilder text = new StringBuilder();
    for (int page = 1; page <= reader.getNumberOfPages(); page++) {
      text.append("== page ").append(page).append('\n');
      text.append(new PdfTextExtractor(reader).getTextFromPage(page).strip()).append('\n');
    }
    return text.toString();
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s", "");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void printsTheSamePagesAsBefore(String name) throws IOException {
    byte[] pdf = pdf(sample(name));
    compare(name + ".pdf.txt", text(pdf));
    if (Boolean.getBoolean("golden.write")) {
      Files.write(Path.of("target", name + ".pdf"), pdf);
    }
    compare(name + ".html", html(sample(name)));
  }

  private static void compare(String file, String now) throws IOException {
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(GOLDEN.resolve(file), now);
    }
    assertThat(now).isEqualTo(Files.readString(GOLDEN.resolve(file)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void embedsASubsetOfTheFontInEachPage(String name) throws IOException {
    byte[] pdf = pdf(sample(name));
    Set<String> fonts = new TreeSet<>();
    PdfReader reader = new PdfReader(pdf);
    for (int i = 0; i < reader.getXrefSize(); i++) {
      PdfObject object = reader.getPdfObject(i);
      if (object instanceof PdfDictionary dictionary
          && PdfName.FONTDESCRIPTOR.equals(dictionary.get(PdfName.TYPE))) {
        assertThat(dictionary.get(PdfName.FONTFILE3)).isNotNull();
        fonts.add(dictionary.getAsName(PdfName.FONTNAME).toString().replaceAll("^/[A-Z]{6}", "?"));
      }
    }
    assertThat(fonts).containsExactly("?+NotoSansCJKsc-Regular-Identity-H");
    assertThat(pdf.length).isLessThan(400_000);
  }

  /** Text that can be extracted may still be invisible: decision 0025. */
  @Test
  void drawsTheCharacters() throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf(SampleLists.surgical()))) {
      BufferedImage page = new PDFRenderer(document).renderImage(0);
      int middle = page.getWidth() / 2;
      BufferedImage title = page.getSubimage(middle - 70, 30, 140, 30);
      int[] points = title.getRGB(0, 0, 140, 30, null, 0, 140);

      assertThat(Arrays.stream(points).filter(color -> (color & 0xFF) < 0x80).count())
          .isGreaterThan(300);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void cutsNoTextOff(String name) throws IOException {
    PrintedList list = sample(name);
    String printed = squeezed(text(pdf(list)));
    List<String> values = new ArrayList<>();
    for (String name1 : List.of("psn_name", "certno", "fixmedins_name", "emp_name")) {
      values.add(list.content().info(name1));
    }
    for (Map<String, String> row : list.content().rows("diseinfo")) {
      values.add(row.get("diag_code"));
    }
    for (Map<String, String> row : list.content().rows("oprninfo")) {
      values.add(row.get("oprn_oprt_code"));
      values.add(row.get("oprn_oprt_begntime").substring(0, 16));
    }
    assertThat(printed).contains(values.stream().map(PaperFormTest::squeezed).toList());
  }

  @Test
  void repeatsTheHeadOfATableThatGoesOnOnTheNextPage() throws IOException {
    String text = squeezed(text(pdf(SampleLists.long40())));

    assertThat(text.split("出院西医诊断", -1).length - 1).isGreaterThan(1);
    assertThat(text).contains("第1页/共", "草稿");
    assertThat(text.split("草稿", -1).length - 1)
        .isEqualTo(new PdfReader(pdf(SampleLists.long40())).getNumberOfPages());
  }

  @Test
  void tellsWhichCharactersTheFontLacks() throws IOException {
    String text = squeezed(text(pdf(SampleLists.long40())));

    assertThat(text).contains("𠮷㛃䶮堃", "缺〓字", "没有的字，依次为U+3117A");
    assertThat(squeezed(text(pdf(SampleLists.surgical())))).doesNotContain("〓");
  }

  @Test
  void keepsCharactersBeyondTheBasicPlaneWholeWhereALineBreaks() throws IOException {
    PrintedList list = SampleLists.filled(Map.of("setlinfo", List.of("psn_name")));
    Map<String, String> info = Map.of("psn_name", "𠮷".repeat(60), "gend", "x𠮷".repeat(20));
    PrintedList rare =
        new PrintedList(
            "S",
            1,
            "",
            PrintedList.Mark.NONE,
            "",
            new ListContent(info, Map.of(), Map.of(), Map.of()));

    String text = squeezed(text(pdf(rare)));

    assertThat(text.codePoints().filter(c -> c == "𠮷".codePointAt(0)).count()).isEqualTo(80);
  }

  @Test
  void marksWhatPeopleCorrected() throws IOException {
    String html = html(SampleLists.surgical());

    assertThat(html)
        .contains("2 门诊<sup>[1]</sup>", "[1] 入院途径：经清单修正，来源为“9 其他”")
        .contains("主要诊断的选择：经清单修正，来源为“I10.x00x002”")
        .contains("入院病情类型（第 3 行）：经清单修正，来源未给出")
        .contains("未印在表上的修正：");
  }

  @Test
  void addsUpTheChargesAndShowsEachFund() throws IOException {
    String html = html(SampleLists.surgical());

    assertThat(html)
        .containsPattern("金额合计</th><td colspan=\"7\" class=\"amount\">18655.84<")
        .containsPattern("职工大额补助</th><td colspan=\"7\" class=\"amount\">1200.00<")
        .containsPattern("离休人员医疗保障基金</th><td colspan=\"7\" class=\"amount\">0.00<")
        .containsPattern("999998</th><td colspan=\"7\" class=\"amount\">12.34<")
        .doesNotContain("个人账户</th><td");
  }

  @Test
  void leavesBlankWhatIsNotKnown() throws IOException {
    String html = html(SampleLists.newborn());

    assertThat(html)
        .contains("金额合计</th><td colspan=\"7\" class=\"amount\"></td>", "3150克", "A3100,B2890")
        .doesNotContain("null", "岁</td><th colspan=\"3\">国籍</th><td colspan=\"4\">C");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void needsNothingFromOutsideAndRunsNothing(String name) throws IOException {
    assertThat(html(sample(name)))
        .doesNotContainIgnoringCase(
            "<script", "src=", "href=", "url(", "@import", "http", "<Branch");
  }

  @Test
  void letsNoValueBecomeATag() throws IOException {
    assertThat(html(SampleLists.tcm())).contains("&lt;兼&gt;夹证 &amp; &quot;待定&quot;");
  }

  /**
   * What the paper has no place for: identifiers, flags that say in which row a thing stands, the
   * hospital's own departments; the one transfusion of setlinfo, since here are rows of them; and
   * the day of a procedure whose begin is told.
   */
  private static final Pattern NOT_ON_THE_PAPER =
      Pattern.compile(
          "setlinfo\\.(psn_no|mdtrt_id|setl_id|stas_type|insuplc_admdvs|(adm|dscg)_dept_(codg|name)"
              + "|bld_(cat|amt|unt))|.*\\.(maindiag_flag|diag_type|oprn_oprt_type|oprn_oprt_date)");

  @Test
  void hasAPlaceForEveryFieldOfTheForm() throws IOException {
    Map<String, List<String>> fields = new TreeMap<>();
    for (FormField field : lists.form()) {
      fields.computeIfAbsent(field.node(), node -> new ArrayList<>()).add(field.name());
    }
    String html = html(SampleLists.filled(fields));

    Set<String> missing = new TreeSet<>();
    fields.forEach(
        (node, names) ->
            names.stream()
                .filter(name -> !html.contains("值" + node + "·" + name + "。"))
                .forEach(name -> missing.add(node + "." + name)));
    missing.removeIf(NOT_ON_THE_PAPER.asMatchPredicate());
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere.ttf", "font.otf", "empty.ttf", "shipped.ttf"})
  void refusesAFileThatIsNoUsableFontAndKeepsTheOneInForce(String file) throws IOException {
    Files.writeString(folder.resolve("empty.ttf"), "");
    Files.copy(
        PrintFont.class.getResourceAsStream("NotoSansCJKsc-Regular.otf"),
        folder.resolve("shipped.ttf"));
    Fonts fonts = new Fonts(folder);

    assertThatThrownBy(() -> fonts.use(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("font = " + file);
    assertThat(fonts.current().has("𠮷".codePointAt(0))).isTrue();
  }
}
