// The few things that all parts do with the document.

/** Makes an element. Properties that begin with "on" are listeners, others attributes; those and children that are null or false are left out. */
export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Writes a text where it differs: what is equal costs no layout. */
export function text(element, value) {
  if (element.textContent !== value) element.textContent = value;
}

/** Sets an attribute where it differs; null takes it away. */
export function attribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

// What is moved in this way keeps its focus, where the browser can.
function move(parent, child, before) {
  if (child.parentNode === parent && parent.moveBefore) parent.moveBefore(child, before);
  else parent.insertBefore(child, before);
}

/**
 * Makes the children of an element those of a list, in its order: what is there by its key stays and is updated, what is
 * new is made, what is gone is removed, and no more is moved than has to be.
 */
export function patch(parent, items, keyOf, make, update) {
  const known = (parent.byKey ??= new Map());
  const wanted = new Set(items.map(keyOf));
  for (const [key, child] of known) {
    if (!wanted.has(key)) {
      child.remove();
      known.delete(key);
    }
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let child = known.get(key);
    if (!child) known.set(key, (child = make(item)));
    update(child, item);
    if (child === place) {
      place = place.nextElementSibling;
    } else if (place !== null && place.nextElementSibling === child) {
      // One that went further down: it goes to the end and is met there, and the others stay.
      move(parent, place, null);
      place = child.nextElementSibling;
    } else {
      move(parent, child, place);
    }
  }
}
