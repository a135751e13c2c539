/** FHIR R4 and CDS Hooks. */
package org.duima.source.fhir4.internal;
