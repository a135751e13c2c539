package org.duima.connector.fhir4.osgi;

import org.duima.api.spi.PlatformConnector;
import org.duima.connector.fhir4.internal.FhirConnector;
import org.osgi.service.component.annotations.Component;

/** Publishes the connector as a plug-in. */
@Component(service = PlatformConnector.class)
public final class FhirConnectorComponent extends FhirConnector {}
