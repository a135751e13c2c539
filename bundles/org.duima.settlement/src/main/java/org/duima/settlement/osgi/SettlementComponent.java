package org.duima.settlement.osgi;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.duima.api.Finding;
import org.duima.api.Text;
import org.duima.api.encounter.Stay;
import org.duima.api.mapping.CodeMapper;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.settlement.FormField;
import org.duima.api.settlement.ListDraft;
import org.duima.api.settlement.ListPath;
import org.duima.api.settlement.SettlementListMaker;
import org.duima.api.site.HospitalFiles;
import org.duima.api.site.Sites;
import org.duima.settlement.internal.SettlementFiles;
import org.duima.settlement.internal.SettlementLists;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the list maker on the tables of the node's home directory. */
@Component(service = {SettlementListMaker.class, HospitalFiles.class})
public class SettlementComponent implements SettlementListMaker, HospitalFiles {
  private static final Logger LOG = LoggerFactory.getLogger(SettlementComponent.class);

  private final SettlementFiles files;
  private final SettlementListMaker maker;

  @Activate
  public SettlementComponent(
      BundleContext context,
      @Reference CodeMapper codes,
      @Reference Dictionaries dictionaries,
      @Reference Sites sites) {
    files = new SettlementFiles(home(context).resolve("mappings"));
    maker = new SettlementLists(files, codes, dictionaries, sites);
    for (Finding finding : files.loadFindings()) {
      LOG.error("{}: {}", finding.path(), finding.text());
    }
    LOG.info("{}: {} 行 / rows", name(), inForce().entries());
  }

  private static Path home(BundleContext context) {
    String home = context.getProperty("duima.home");
    return Path.of(home != null ? home : context.getProperty("karaf.base"));
  }

  @Override
  public List<ListDraft> draft(Stay stay, Options options) {
    return maker.draft(stay, options);
  }

  @Override
  public List<FormField> form() {
    return maker.form();
  }

  @Override
  public Optional<Text> refuseCorrection(ListPath path, String value) {
    return maker.refuseCorrection(path, value);
  }

  @Override
  public List<Finding> check(byte[] document, LocalDateTime now) {
    return maker.check(document, now);
  }

  @Override
  public String name() {
    return files.name();
  }

  @Override
  public List<Path> watched() {
    return files.watched();
  }

  @Override
  public List<Finding> reload() {
    return files.reload();
  }

  @Override
  public InForce inForce() {
    return files.inForce();
  }
}
