package org.duima.alert.internal.judge;

import org.duima.alert.internal.world.World;
import org.duima.api.alert.OrderContext;
import org.duima.api.alert.OrderRequest;
import org.duima.api.encounter.EncounterReader.PatientRecord;

/** Contexts of requests for tests of other packages. */
public final class Contexts {
  private Contexts() {}

  public static OrderContext of(OrderRequest request) {
    return new ContextMaker(World::site, World.codes(), null)
        .make(request, PatientRecord.NONE, null);
  }
}
