/**
 * The page's place, such as #/codes?system=diagnosis: what is filtered survives a reload and can be
 * kept as a bookmark. It stays in the browser; the part behind # is never sent.
 */
export function setParameters(path, parameters) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value) {
      query.set(name, value);
    }
  }
  const text = query.toString();
  history.replaceState(null, '', `#/${path}${text ? `?${text}` : ''}`);
}

/** The place of a list's page. */
export function listPlace(setlId) {
  return `#/list/${encodeURIComponent(setlId)}`;
}

/** The place of one alert's page. */
export function alertPlace(id) {
  return `#/alert/${encodeURIComponent(id)}`;
}

/** The place of the page about alerts, with what it is to show. */
export function alertsPlace(parameters) {
  return `#/alerts?${new URLSearchParams(Object.entries(parameters).filter(([, value]) => value))}`;
}
