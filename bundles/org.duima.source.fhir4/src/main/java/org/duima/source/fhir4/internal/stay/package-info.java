/** Resources of FHIR R4 as events of stays, by a table of paths. */
package org.duima.source.fhir4.internal.stay;
