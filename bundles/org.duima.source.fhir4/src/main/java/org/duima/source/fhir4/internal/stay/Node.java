package org.duima.source.fhir4.internal.stay;

import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Resource;

/**
 * An element of a message.
 *
 * @param base the element
 * @param owner the resource that it stands in, whose contained resources its references may name
 */
record Node(Base base, Resource owner) {}
