/** A regional platform that takes settlement lists as FHIR R4. */
package org.duima.demo.regional;
