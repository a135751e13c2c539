package org.duima.alert.osgi;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.duima.alert.internal.knowledge.KnowledgeFiles;
import org.duima.api.Finding;
import org.duima.api.alert.AlertAnswer.OverrideReason;
import org.duima.api.alert.Constraint;
import org.duima.api.alert.Knowledge;
import org.duima.api.alert.KnowledgeBase;
import org.duima.api.site.HospitalFiles;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the knowledge base of the node's home directory. */
@Component(service = {KnowledgeBase.class, HospitalFiles.class})
public class KnowledgeComponent implements KnowledgeBase, HospitalFiles {
  private static final Logger LOG = LoggerFactory.getLogger(KnowledgeComponent.class);

  private final KnowledgeFiles files;

  @Activate
  public KnowledgeComponent(BundleContext context) {
    files = new KnowledgeFiles(home(context).resolve("mappings"), Clock.systemUTC());
    for (Finding finding : files.loadFindings()) {
      if (finding.isError()) {
        LOG.error("{}: {}", finding.path(), finding.text());
      } else {
        LOG.warn("{}: {}", finding.path(), finding.text());
      }
    }
    LOG.info("{}: {} 知识点 / points", name(), inForce().entries());
  }

  private static Path home(BundleContext context) {
    String home = context.getProperty("duima.home");
    return Path.of(home != null ? home : context.getProperty("karaf.base"));
  }

  @Override
  public Knowledge current() {
    return files.current();
  }

  @Override
  public Understood understand(
      String ruleClass, String published, String itemName, String detectLogic) {
    return files.understand(ruleClass, published, itemName, detectLogic);
  }

  @Override
  public Written written(String ruleClass, String reading) {
    return files.written(ruleClass, reading);
  }

  @Override
  public boolean isAboutPairs(String ruleClass) {
    return files.isAboutPairs(ruleClass);
  }

  @Override
  public String contradiction(String ruleClass, Constraint one, Constraint other) {
    return files.contradiction(ruleClass, one, other);
  }

  @Override
  public List<Finding> switchTo(Switch change, String who, String why, Instant at) {
    return files.switchTo(change, who, why, at);
  }

  @Override
  public List<Switch> switches() {
    return files.switches();
  }

  @Override
  public List<OverrideReason> reasons() {
    return files.reasons();
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
