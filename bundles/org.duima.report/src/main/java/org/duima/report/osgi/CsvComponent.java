package org.duima.report.osgi;

import org.duima.api.spi.ReportRenderer;
import org.duima.report.internal.CsvRenderer;
import org.osgi.service.component.annotations.Component;

/** Publishes the renderer as a plug-in. */
@Component(service = ReportRenderer.class)
public final class CsvComponent extends CsvRenderer {}
