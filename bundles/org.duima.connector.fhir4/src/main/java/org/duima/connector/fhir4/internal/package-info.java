/** Settlement lists as FHIR R4 Claims. */
package org.duima.connector.fhir4.internal;
