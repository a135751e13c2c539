package org.duima.source.transaction.osgi;

import org.duima.api.site.Sites;
import org.duima.api.spi.SourceAdapter;
import org.duima.source.transaction.internal.TransactionAdapter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Offers the adapter of transactions. */
@Component(service = SourceAdapter.class, property = "format=transaction")
public final class TransactionAdapterComponent extends TransactionAdapter {
  @Activate
  public TransactionAdapterComponent(
      @Reference Sites sites, @Reference TransactionMappingComponent mapping) {
    super(sites, mapping);
  }
}
