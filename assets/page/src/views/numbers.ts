// The numbers to call, on every screen.
import { attribute, h, text, type View } from "../dom";
import type { Screen } from "./screen";

const numbers = [
  { id: "17", shown: "17", href: "tel:17", by: "call" },
  { id: "112", shown: "112", href: "tel:112", by: "call" },
  { id: "114", shown: "114", href: "sms:114", by: "text" },
  { id: "3919", shown: "3919", href: "tel:3919", by: "call" },
  { id: "116006", shown: "116\u00A0006", href: "tel:116006", by: "call" },
] as const;

/** The numbers with what they are for; in a narrow window a word for each. */
export function numberList(): View<Screen> {
  const rows = numbers.map((n) => {
    const what = h("span", { class: "what" });
    const short = h("span", { class: "short" });
    const link = h("a", { href: n.href }, h("strong", {}, n.shown), what, short);
    return { n, what, short, link, item: h("li", {}, link) };
  });
  return {
    element: h("ul", { class: "number-list" }, ...rows.map((r) => r.item)),
    render({ words }) {
      for (const r of rows) {
        const what = words(`numbers.${r.n.id}`);
        text(r.what, what);
        text(r.short, words(`numbers.${r.n.id}.short`));
        attribute(r.link, "aria-label", words(`numbers.${r.n.by}`, { number: r.n.shown, what }));
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
