package org.duima.encounter.osgi;

import org.duima.api.encounter.StayFolder;
import org.duima.encounter.internal.EventFolder;
import org.osgi.service.component.annotations.Component;

/** Offers the folder to the other rooms of a node. */
@Component(service = StayFolder.class)
public final class StayFolderComponent extends EventFolder {}
