// The numbers to call, on every screen.
import { h, text, type View } from "../dom";
import type { Screen } from "./screen";

const numbers = [
  { id: "17", shown: "17", href: "tel:17" },
  { id: "112", shown: "112", href: "tel:112" },
  { id: "114", shown: "114", href: "sms:114" },
  { id: "3919", shown: "3919", href: "tel:3919" },
  { id: "116006", shown: "116\u00A0006", href: "tel:116006" },
] as const;

/** The numbers with what they are for; in a narrow window a word for each. */
export function numberList(): View<Screen> {
  const rows = numbers.map((n) => {
    const what = h("span", { class: "what" });
    const short = h("span", { class: "short", "aria-hidden": "true" });
    const link = h("a", { href: n.href }, h("strong", {}, n.shown), " ", what, short);
    return { n, what, short, item: h("li", {}, link) };
  });
  return {
    element: h("ul", { class: "number-list" }, ...rows.map((r) => r.item)),
    render({ words }) {
      for (const r of rows) {
        text(r.what, words(`numbers.${r.n.id}`));
        text(r.short, words(`numbers.${r.n.id}.short`));
      }
    },
  };
}

/** The box with the numbers. */
export function numberBox(): View<Screen> {
  const list = numberList();
  const title = h("h2", { id: "numbers-title" });
  const note = h("p", { class: "note" });
  return {
    element: h("aside", { class: "numbers", "aria-labelledby": "numbers-title" }, title, list.element, note),
    render(screen) {
      text(title, screen.words("numbers.title"));
      text(note, screen.words("numbers.note"));
      list.render(screen);
    },
  };
}
