// A text field with suggestions, after the WAI-ARIA pattern "editable combobox with list autocomplete". What is typed
// is always good enough: a suggestion only makes it exact.
import { attribute, h, show, text } from "../dom";
import { clean } from "../plaintext";
import type { Place } from "../wire/page";

export interface Combobox {
  readonly field: HTMLInputElement;
  readonly list: HTMLUListElement;
  /** The code of the chosen place, or what was typed. */
  value(): string;
  clear(): void;
  offer(places: readonly Place[], query: string): void;
}

export function combobox(id: string, ask: (query: string) => void, offered: (count: number) => void): Combobox {
  const field = h("input", {
    id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "words", spellcheck: "false", enterkeyhint: "next",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-list`, maxlength: "80", required: true,
    "data-1p-ignore": true, "data-lpignore": "true",
  });
  const list = h("ul", { id: `${id}-list`, role: "listbox", class: "choices", hidden: true });
  let places: readonly Place[] = [];
  let chosen: Place | undefined;
  let at = -1;

  const mark = (index: number) => {
    at = index;
    [...list.children].forEach((o, i) => attribute(o, "aria-selected", i === at ? "true" : "false"));
    attribute(field, "aria-activedescendant", at >= 0 ? `${id}-${at}` : undefined);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const open = (yes: boolean) => {
    show(list, yes);
    attribute(field, "aria-expanded", yes ? "true" : "false");
    if (!yes) mark(-1);
  };
  const choose = (place: Place) => {
    chosen = place;
    field.value = clean(place.label);
    open(false);
  };
  field.addEventListener("input", () => {
    chosen = undefined;
    const query = field.value.trim();
    if (query.length < 2) open(false);
    ask(query);
  });
  field.addEventListener("keydown", (e) => {
    const last = places.length - 1;
    if (e.isComposing || last < 0) return;
    if (e.key === "ArrowDown") { open(true); mark(at >= last ? 0 : at + 1); e.preventDefault(); }
    else if (e.key === "ArrowUp") { open(true); mark(at <= 0 ? last : at - 1); e.preventDefault(); }
    else if (e.key === "Escape" && !list.hidden) open(false);
    else if (e.key === "Enter" && !list.hidden && at >= 0) {
      const place = places[at];
      if (place) choose(place);
      e.preventDefault();
    }
  });
  field.addEventListener("blur", () => open(false));
  list.addEventListener("pointerdown", (e) => e.preventDefault()); // keeps the focus in the field
  list.addEventListener("click", (e) => {
    const option = e.target instanceof Element ? e.target.closest("li") : null;
    const place = option ? places[[...list.children].indexOf(option)] : undefined;
    if (place) choose(place);
  });

  return {
    field, list,
    value: () => chosen?.code ?? field.value.trim(),
    clear() { field.value = ""; chosen = undefined; places = []; list.replaceChildren(); open(false); },
    offer(found, query) {
      if (found === places || chosen || query !== field.value.trim()) return;
      places = found;
      at = -1;
      list.replaceChildren(...found.map((p, i) => {
        const option = h("li", { role: "option", id: `${id}-${i}`, "aria-selected": "false" });
        text(option, clean(p.label));
        return option;
      }));
      open(found.length > 0 && document.activeElement === field);
      attribute(field, "aria-activedescendant", undefined);
      offered(found.length);
    },
  };
}
