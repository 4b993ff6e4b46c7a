// The page's words, in two languages that are both in the bundle: changing over asks for nothing and loses nothing (D7).
import en from "../../locales/page/en.json";
import fr from "../../locales/page/fr.json";

export type Language = "fr" | "en";
export type Key = keyof typeof fr.texts;
export type PanelName = keyof typeof fr.panels;
export type Panel = { title: string; lead: string; sections: { heading: string; paragraphs: string[]; items: string[] }[] };
export type Values = Readonly<Record<string, string | number>>;

type Plural = { one: string; other: string };
const texts: Record<Language, Record<Key, string | Plural>> = { fr: fr.texts, en: en.texts };
const panels: Record<Language, Record<PanelName, Panel>> = { fr: fr.panels, en: en.panels };

/** The words of one language. */
export interface Words {
  readonly language: Language;
  /** A text with its {placeholders} filled in; one with a plural is chosen by the value "n". */
  (key: Key, values?: Values): string;
  panel(name: PanelName): Panel;
  /** A time of day on this device's clock, such as 18:42. */
  clock(millis: number): string;
}

export function words(language: Language): Words {
  const plural = new Intl.PluralRules(language);
  const time = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", { hour: "2-digit", minute: "2-digit" });
  const say = (key: Key, values: Values = {}) => {
    const text = texts[language][key];
    const chosen = typeof text === "string" ? text : plural.select(Number(values["n"])) === "one" ? text.one : text.other;
    return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  };
  return Object.assign(say, {
    language,
    panel: (name: PanelName) => panels[language][name],
    clock: (millis: number) => time.format(millis),
  });
}

/** The language to begin with: the browser's first one that is offered, else the first offered. */
export function preferred(wanted: readonly string[], offered: readonly Language[]): Language {
  for (const w of wanted) {
    const found = offered.find((o) => w.toLowerCase().split("-")[0] === o);
    if (found) return found;
  }
  return offered[0] ?? "fr";
}
