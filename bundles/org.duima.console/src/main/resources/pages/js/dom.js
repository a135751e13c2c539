/**
 * Makes an element. Children are elements, text or lists of them; text becomes text nodes, so no
 * data can turn into markup.
 *
 * @param tag name of the element
 * @param props attributes; `on…` functions are listeners, `style` is an object of properties, a
 *   value of false, null or undefined is left out
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === false || value === null || value === undefined) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'style') {
      for (const [property, text] of Object.entries(value)) {
        element.style.setProperty(property, text);
      }
    } else if (name === 'value') {
      element.value = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) {
      append(element, child);
    } else if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
}

/** Gives an element new children. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** A select with a name for screen readers. `choices` are pairs of value and text. */
export function select(label, choices, value, onchange) {
  const element = h(
    'select',
    {'aria-label': label, onchange: () => onchange(element.value)},
    choices.map(([code, text]) => h('option', {value: code}, text)),
  );
  element.value = value;
  if (element.value !== value) {
    // what a bookmark asks for stays visible even when the data no longer has it
    element.append(h('option', {value}, value));
    element.value = value;
  }
  return element;
}

/** A field with its label above it. */
export function field(label, input, hint) {
  return h('label', {class: 'field'}, h('span', {class: 'label'}, label), input, hint && h('span', {class: 'hint'}, hint));
}
