/** FHIR R4 as it comes in: what can be said of a body before it is stored. */
package org.duima.source.fhir4.internal.intake;
