package org.duima.ledger.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.duima.api.alert.AlertStore;
import org.duima.api.encounter.EncounterReader;
import org.duima.api.encounter.StayFolder;
import org.duima.api.ledger.AccessStore;
import org.duima.api.ledger.CodeDecisions;
import org.duima.api.ledger.CodeQueue;
import org.duima.api.ledger.Corrections;
import org.duima.api.ledger.Deliveries;
import org.duima.api.ledger.FinanceSettlements;
import org.duima.api.ledger.Inbox;
import org.duima.api.ledger.Inquiries;
import org.duima.api.ledger.InquiryView;
import org.duima.api.ledger.LedgerView;
import org.duima.api.ledger.MessageWork;
import org.duima.api.ledger.Outbox;
import org.duima.api.ledger.StayStore;
import org.duima.api.report.AlertFacts;
import org.duima.api.report.ReportFacts;
import org.duima.encounter.internal.EventFolder;
import org.duima.ledger.internal.BreakableDataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class LedgerComponentTest {
  private static final Set<Class<?>> PARTS =
      Set.of(
          Inbox.class,
          MessageWork.class,
          StayStore.class,
          Outbox.class,
          LedgerView.class,
          AccessStore.class,
          CodeDecisions.class,
          CodeQueue.class,
          Corrections.class,
          ReportFacts.class,
          FinanceSettlements.class,
          Deliveries.class,
          Inquiries.class,
          InquiryView.class,
          AlertStore.class,
          AlertFacts.class);

  private final Set<Object> registered = ConcurrentHashMap.newKeySet();
  private final CountDownLatch all = new CountDownLatch(PARTS.size());
  private final BlockingQueue<String> readers = new LinkedBlockingQueue<>();

  private BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("registerService");
              Object type = arguments[0];
              registered.add(type);
              if (type == EncounterReader.class) {
                readers.add("offered");
              } else {
                all.countDown();
              }
              return Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {ServiceRegistration.class},
                  (registration, call, none) -> {
                    assertThat(call.getName()).isEqualTo("unregister");
                    registered.remove(type);
                    if (type == EncounterReader.class) {
                      readers.add("taken back");
                    }
                    return null;
                  });
            });
  }

  @Test
  void opensOnceTheDatabaseIsThereAndTakesItsServicesBack() throws Exception {
    BreakableDataSource dataSource = new BreakableDataSource(memory("component"));
    dataSource.setBroken(true);
    LedgerComponent component = new LedgerComponent(context(), Map.of(), dataSource);
    assertThat(registered).isEmpty();

    dataSource.setBroken(false);

    assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(registered).isEqualTo(PARTS);
    component.stop();
    assertThat(registered).isEmpty();
  }

  private static JdbcDataSource memory(String name) {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
    return h2;
  }

  @Test
  void offersTheReaderOfStaysWhileThereIsAFolder() throws Exception {
    LedgerComponent component = new LedgerComponent(context(), Map.of(), memory("folder"));
    assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(readers).isEmpty();

    StayFolder first = new EventFolder();
    component.bindFolder(first);
    assertThat(readers.poll(30, TimeUnit.SECONDS)).isEqualTo("offered");
    StayFolder second = new EventFolder();
    component.bindFolder(second);
    component.unbindFolder(first);
    assertThat(readers.poll(30, TimeUnit.SECONDS)).isEqualTo("taken back");
    assertThat(readers.poll(30, TimeUnit.SECONDS)).isEqualTo("offered");
    component.unbindFolder(second);
    assertThat(readers.poll(30, TimeUnit.SECONDS)).isEqualTo("taken back");

    component.bindFolder(first);
    assertThat(readers.poll(30, TimeUnit.SECONDS)).isEqualTo("offered");
    component.stop();
    assertThat(registered).isEmpty();
    component.unbindFolder(first);
  }

  @Test
  void offersTheReaderOfStaysWhenTheFolderWasThereFirst() throws Exception {
    BreakableDataSource dataSource = new BreakableDataSource(memory("before"));
    dataSource.setBroken(true);
    LedgerComponent component = new LedgerComponent(context(), Map.of(), dataSource);
    component.bindFolder(new EventFolder());
    assertThat(registered).isEmpty();

    dataSource.setBroken(false);

    assertThat(readers.poll(30, TimeUnit.SECONDS)).isEqualTo("offered");
    component.stop();
    assertThat(registered).isEmpty();
  }

  @Test
  void readsItsSettings() {
    var settings =
        LedgerComponent.settings(
            Map.of(
                "inboxLimit",
                "5",
                "inboxWaitingMegabytes",
                "2",
                "debounceMs",
                " 250 ",
                "alertRetentionDays",
                "30"));

    assertThat(settings.inboxLimit()).isEqualTo(5);
    assertThat(settings.waitingBytes()).isEqualTo(2 << 20);
    assertThat(settings.debounce()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.alertRetentionDays()).isEqualTo(30);
    assertThat(LedgerComponent.settings(Map.of()).inboxLimit()).isEqualTo(200_000);
    assertThat(LedgerComponent.settings(Map.of()).alertRetentionDays()).isEqualTo(400);
  }

  @Test
  void namesTheSettingThatIsWrong() {
    assertThatThrownBy(() -> LedgerComponent.settings(Map.of("inboxLimit", "many")))
        .hasMessageContaining("org.duima.receive.cfg")
        .hasMessageContaining("inboxLimit");
    assertThatThrownBy(() -> LedgerComponent.settings(Map.of("inboxLimit", "0")))
        .hasMessageContaining("inboxLimit");
    assertThatThrownBy(() -> LedgerComponent.settings(Map.of("alertRetentionDays", "0")))
        .hasMessageContaining("alertRetentionDays");
    assertThatThrownBy(() -> LedgerComponent.settings(Map.of("debounceMs", "-1")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
