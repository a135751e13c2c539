package org.duima.signature.sm.osgi;

import org.duima.api.spi.PlatformSigner;
import org.duima.signature.sm.internal.SmSigner;
import org.osgi.service.component.annotations.Component;

/** Publishes the signer as a plug-in. */
@Component(service = PlatformSigner.class)
public final class SmComponent extends SmSigner {}
