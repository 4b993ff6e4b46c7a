// The few helpers that stand in for a framework. Text only ever becomes a text node: nothing here parses markup.

type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** Makes an element with attributes (true: empty, false or undefined: absent) and children. */
export function h<T extends keyof HTMLElementTagNameMap>(tag: T, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) attribute(element, name, value);
  element.append(...children);
  return element;
}

/** Sets or removes an attribute, only when that changes something: assistive technology hears every change. */
export function attribute(element: Element, name: string, value: string | boolean | undefined): void {
  const wanted = value === true ? "" : value === false || value === undefined ? null : value;
  if (element.getAttribute(name) === wanted) return;
  if (wanted === null) element.removeAttribute(name);
  else element.setAttribute(name, wanted);
}

/** Sets an element's text, only when it changes. It keeps the text node, so that a live region sees a change of text. */
export function text(element: Element, value: string): void {
  const node = element.firstChild;
  if (node instanceof Text && node === element.lastChild) {
    if (node.data !== value) node.data = value;
  } else if (value !== "" || node) {
    element.textContent = value;
  }
}

/** Shows or hides an element. */
export function show(element: HTMLElement, visible: boolean): void {
  if (element.hidden === visible) element.hidden = !visible;
}

/** Something that a person sees. render is called with every new state, and must be cheap when nothing changed. */
export interface View<S> {
  readonly element: HTMLElement;
  render(state: S): void;
}
