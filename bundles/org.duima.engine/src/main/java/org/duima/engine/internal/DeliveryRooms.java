package org.duima.engine.internal;

import org.duima.api.ledger.Deliveries;

/** What handing lists to destinations beside the national platform works with. */
public record DeliveryRooms(Deliveries deliveries, Destinations destinations) {}
