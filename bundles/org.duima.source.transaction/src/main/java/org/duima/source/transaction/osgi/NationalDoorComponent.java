package org.duima.source.transaction.osgi;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.duima.api.alert.OrderAlerts;
import org.duima.api.alert.OrderDoor;
import org.duima.api.mapping.Dictionaries;
import org.duima.api.site.Sites;
import org.duima.source.transaction.internal.NationalDoor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Offers the national way to ask about orders. */
@Component(service = OrderDoor.class, property = "family=national")
public final class NationalDoorComponent extends NationalDoor {
  private final AtomicReference<OrderAlerts> alerts;

  @Activate
  public NationalDoorComponent(
      @Reference Sites sites,
      @Reference OrderTablesComponent tables,
      @Reference Dictionaries dictionaries) {
    this(sites, tables, dictionaries, new AtomicReference<>());
  }

  private NationalDoorComponent(
      Sites sites,
      OrderTablesComponent tables,
      Dictionaries dictionaries,
      AtomicReference<OrderAlerts> alerts) {
    super(
        sites,
        tables,
        () -> dictionaries,
        () -> alerts.get() == null ? List.of() : alerts.get().reasons(),
        Clock.systemUTC());
    this.alerts = alerts;
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setAlerts(OrderAlerts present) {
    alerts.set(present);
  }

  void unsetAlerts(OrderAlerts gone) {
    alerts.compareAndSet(gone, null);
  }
}
