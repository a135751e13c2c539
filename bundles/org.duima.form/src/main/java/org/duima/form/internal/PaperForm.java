package org.duima.form.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.LocalDateTime;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.settlement.ListForm;
import org.duima.api.settlement.PrintedList;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.site.Sites;

/** The hall's printer of lists. */
public final class PaperForm implements ListForm {
  private final SettlementListMaker lists;
  private final Dictionaries dictionaries;
  private final Sites sites;
  private final Fonts fonts;
  private final Clock clock;

  /**
   * @param lists knows the form's fields
   * @param dictionaries names of codes
   */
  public PaperForm(
      SettlementListMaker lists, Dictionaries dictionaries, Sites sites, Fonts fonts, Clock clock) {
    this.lists = lists;
    this.dictionaries = dictionaries;
    this.sites = sites;
    this.fonts = fonts;
    this.clock = clock;
  }

  @Override
  public void html(PrintedList list, OutputStream out) throws IOException {
    Html.write(sheet(list), out);
  }

  @Override
  public void pdf(PrintedList list, OutputStream out) throws IOException {
    out.write(Pdf.of(sheet(list), fonts.current()));
  }

  private Sheet sheet(PrintedList list) {
    return ListLayout.of(
        list,
        new Words(lists.form(), dictionaries),
        LocalDateTime.now(clock.withZone(sites.current().zone())));
  }
}
