// The messages. A line's element is made once and kept; only its state changes. A person's text is a text node, cleaned of
// what could lie about it; it is never markup.
import { attribute, h, show, text, type View } from "../dom";
import type { Words } from "../i18n";
import { clean } from "../plaintext";
import type { Line, Progress, State } from "../session/state";
import type { Screen } from "./screen";

/** Closer to the end than this, in pixels, the thread follows new messages. */
const nearEnd = 80;

export function thread(): View<Screen> & { hold(): void } {
  const list = h("ol", { class: "lines" });
  const empty = h("p", { class: "empty" });
  const typing = h("p", { class: "typing" });
  const typingLine = h("div", { class: "typing-line", "aria-live": "off" }, typing);
  const log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", tabindex: "0" }, empty, list, typingLine);
  const newer = h("button", { type: "button", class: "secondary newer", hidden: true });
  const element = h("div", { class: "thread" }, log, newer);
  const rows = new Map<string, Row>();
  let following = true;

  // In a low window the page scrolls, and not the log.
  const scroller = () => (log.scrollHeight > log.clientHeight + 1 ? log : document.documentElement);
  const toEnd = () => {
    if (log.offsetParent === null) return; // another screen is shown: it stays where it is
    const s = scroller();
    s.scrollTop = s.scrollHeight;
  };
  const scrolled = () => {
    if (log.offsetParent === null) return;
    const s = scroller();
    following = s.scrollHeight - s.scrollTop - s.clientHeight < nearEnd;
    if (following) show(newer, false);
  };
  for (const target of [log, document]) target.addEventListener("scroll", scrolled, { passive: true });
  newer.addEventListener("click", () => { toEnd(); log.focus(); });
  new ResizeObserver(() => { if (following) toEnd(); }).observe(log);

  return {
    element,
    hold: () => { if (following) toEnd(); },
    render({ state, words }) {
      attribute(log, "aria-label", words("chat.log"));
      text(newer, words("chat.newer"));
      text(empty, words("chat.empty"));
      show(empty, state.lines.length === 0);
      const added = update(list, rows, state, words);
      text(typing, state.typing ? words("chat.typing") : "");
      show(typingLine, state.typing);
      if (following || added === "sent") toEnd();
      else if (added) show(newer, true);
    },
  };
}

interface Row { element: HTMLElement; render(line: Line, state: State, words: Words): void }

/** Brings the list in line with the state, and tells what kind of line was added last. */
function update(list: HTMLElement, rows: Map<string, Row>, state: State, words: Words): Line["kind"] | undefined {
  let added: Line["kind"] | undefined;
  let before: Element | null = null;
  for (const line of state.lines) {
    let row = rows.get(line.id);
    if (!row) {
      row = line.kind === "event" ? eventRow() : messageRow(line.kind);
      rows.set(line.id, row);
      added = line.kind;
    }
    row.render(line, state, words);
    const place: Element | null = before ? before.nextElementSibling : list.firstElementChild;
    if (place !== row.element) list.insertBefore(row.element, place);
    before = row.element;
  }
  if (rows.size > state.lines.length) {
    const kept = new Set(state.lines.map((l) => l.id));
    for (const [id, row] of rows) if (!kept.has(id)) { row.element.remove(); rows.delete(id); }
  }
  return added;
}

function eventRow(): Row {
  const element = h("li", { class: "event" });
  return { element, render: (line, _, words) => { if (line.kind === "event") text(element, words(`chat.${line.event}`)); } };
}

function messageRow(kind: "sent" | "received"): Row {
  const who = h("span", { class: "who" });
  const words_ = h("p", { class: "words", translate: "no", dir: "auto" });
  const time = h("time");
  const progress = h("span", { class: "progress" });
  const element = h("li", { class: kind === "sent" ? "message mine" : "message theirs" }, who, words_,
    h("p", { class: "below" }, time, ...(kind === "sent" ? [progress] : [])));
  return {
    element,
    render(line, state, words) {
      if (line.kind === "event") return;
      text(who, words(kind === "sent" ? "chat.you" : "chat.operator"));
      text(words_, clean(line.text));
      text(time, words.clock(line.time));
      if (line.kind !== "sent") return;
      attribute(element, "data-progress", line.progress);
      text(progress, progressText(line.progress, state, words));
    },
  };
}

function progressText(p: Progress, state: State, words: Words): string {
  if (p === "sending" && state.link === "lost") return words("state.waiting");
  return words(`state.${p}`);
}
