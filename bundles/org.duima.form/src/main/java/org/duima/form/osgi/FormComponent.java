package org.duima.form.osgi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.report.Report;
import org.duima.api.settlement.ListForm;
import org.duima.api.settlement.PrintedList;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.site.Sites;
import org.duima.api.spi.ReportRenderer;
import org.duima.form.internal.Fonts;
import org.duima.form.internal.PaperForm;
import org.duima.form.internal.PdfRenderer;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the printer of lists with the PDF renderer, which use one font. */
@Component(
    service = {ListForm.class, ReportRenderer.class},
    configurationPid = FormComponent.PID)
public final class FormComponent implements ListForm, ReportRenderer {
  static final String PID = "org.duima.form";
  private static final Logger LOG = LoggerFactory.getLogger(FormComponent.class);

  private final Fonts fonts;
  private final ListForm form;
  private final ReportRenderer renderer;

  @Activate
  public FormComponent(
      BundleContext context,
      @Reference SettlementListMaker lists,
      @Reference Dictionaries dictionaries,
      @Reference Sites sites,
      Map<String, Object> configuration) {
    String home = context.getProperty("duima.home");
    fonts = new Fonts(Path.of(home != null ? home : context.getProperty("karaf.base")));
    form = new PaperForm(lists, dictionaries, sites, fonts, Clock.systemUTC());
    renderer = new PdfRenderer(fonts);
    modified(configuration);
  }

  @Modified
  void modified(Map<String, Object> configuration) {
    try {
      fonts.use(Objects.toString(configuration.get("font"), ""));
    } catch (IllegalArgumentException e) {
      LOG.error("etc/{}.cfg 有误，未生效 / has an error and is not in force: {}", PID, e.getMessage());
    }
  }

  @Override
  public void html(PrintedList list, OutputStream out) throws IOException {
    form.html(list, out);
  }

  @Override
  public void pdf(PrintedList list, OutputStream out) throws IOException {
    form.pdf(list, out);
  }

  @Override
  public String format() {
    return renderer.format();
  }

  @Override
  public String mediaType() {
    return renderer.mediaType();
  }

  @Override
  public void render(Report report, OutputStream out) throws IOException {
    renderer.render(report, out);
  }
}
