package org.duima.source.fhir4.internal.intake;

import java.util.Date;
import java.util.List;
import org.duima.source.fhir4.internal.ReadTypes;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementKind;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ResourceVersionPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.RestfulCapabilityMode;
import org.hl7.fhir.r4.model.CapabilityStatement.SystemRestfulInteraction;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;

/** What can be done at {@code /fhir}, no more and no less. */
final class Capabilities {
  private Capabilities() {}

  /**
   * The statement.
   *
   * @param version of the software, empty if it is not known
   * @param since when this was put in force
   */
  static CapabilityStatement of(String base, List<String> formats, String version, Date since) {
    CapabilityStatement statement = new CapabilityStatement();
    statement.setStatus(PublicationStatus.ACTIVE);
    statement.setDate(since);
    statement.setKind(CapabilityStatementKind.INSTANCE);
    statement.getSoftware().setName("Duima 对码");
    if (!version.isEmpty()) {
      statement.getSoftware().setVersion(version);
    }
    statement.getImplementation().setDescription("Duima 对码").setUrl(base);
    statement.setFhirVersion(FHIRVersion._4_0_1);
    formats.forEach(statement::addFormat);
    CapabilityStatementRestComponent rest = statement.addRest();
    rest.setMode(RestfulCapabilityMode.SERVER);
    rest.setDocumentation(
        "收下资源，落盘后应答，用于生成医保结算清单；不提供读取与检索。 / Takes resources, stores them before it"
            + " answers, for settlement lists; they cannot be read or searched here.");
    rest.getSecurity().setDescription("Authorization: Bearer API 密钥 / an API key as bearer token");
    for (String type : ReadTypes.ALONE) {
      CapabilityStatementRestResourceComponent resource = rest.addResource();
      resource.setType(type);
      resource.addInteraction().setCode(TypeRestfulInteraction.CREATE);
      resource.addInteraction().setCode(TypeRestfulInteraction.UPDATE);
      resource.setVersioning(ResourceVersionPolicy.NOVERSION);
      resource.setReadHistory(false);
      resource.setUpdateCreate(true);
      resource.setConditionalCreate(true);
      resource.setConditionalUpdate(false);
    }
    CapabilityStatementRestResourceComponent bundle = rest.addResource();
    bundle.setType(FhirBody.BUNDLE);
    bundle.addInteraction().setCode(TypeRestfulInteraction.CREATE);
    bundle.setVersioning(ResourceVersionPolicy.NOVERSION);
    bundle.setDocumentation("collection、document、message / collection, document, message");
    CapabilityStatementRestResourceComponent map = rest.addResource();
    map.setType("ConceptMap");
    map.addOperation()
        .setName("translate")
        .setDefinition("http://hl7.org/fhir/OperationDefinition/ConceptMap-translate");
    CapabilityStatementRestResourceComponent codes = rest.addResource();
    codes.setType("CodeSystem");
    codes
        .addOperation()
        .setName("lookup")
        .setDefinition("http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup");
    rest.addInteraction().setCode(SystemRestfulInteraction.TRANSACTION);
    rest.addInteraction().setCode(SystemRestfulInteraction.BATCH);
    return statement;
  }
}
