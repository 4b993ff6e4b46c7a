// The strip above the thread: where the conversation stands, in words. What is wrong with the connection comes first.
import { attribute, h, show, text, type View } from "../dom";
import type { Words } from "../i18n";
import { unsent, type State } from "../session/state";
import type { Screen } from "./screen";

type Tone = "calm" | "good" | "warning";
interface Status { tone: Tone; title: string; details: string[] }

export function status(): View<Screen> {
  const title = h("p", { class: "status-title" });
  const details = h("p", { class: "status-details" });
  const element = h("div", { class: "status", role: "status" }, h("span", { class: "dot", "aria-hidden": "true" }), h("div", {}, title, details));
  return {
    element,
    render({ state, words }) {
      const s = describe(state, words);
      attribute(element, "data-tone", s.tone);
      text(title, s.title);
      const more = s.details.join(" ");
      text(details, more);
      show(details, more !== "");
    },
  };
}

function describe(state: State, words: Words): Status {
  if (state.link === "lost") {
    const waiting = unsent(state);
    return {
      tone: "warning",
      title: words("net.lost", { since: words.clock(state.lostSince) }),
      details: [words(state.busy ? "net.busy" : "net.lost.help"), ...(waiting > 0 ? [words("net.lost.waiting", { n: waiting })] : [])],
    };
  }
  if (state.stopped) return { tone: "warning", title: words("status.stopped"), details: [] };
  if (state.phase === "held") {
    if (state.here) return { tone: "good", title: words("held.here"), details: [] };
    return { tone: "warning", title: words("held.away"), details: [words("held.away.help")] };
  }
  if (state.phase !== "waiting") return { tone: "calm", title: words("wait.opening"), details: [] };
  if (state.closes > 0) {
    return { tone: "warning", title: words("wait.closes"), details: [words("wait.closes.help", { time: words.clock(state.closes) })] };
  }
  if (state.onDuty === 0) return { tone: "warning", title: words("wait.nobody"), details: [words("wait.nobody.help")] };
  return {
    tone: "calm",
    title: state.ahead === 0 ? words("wait.next") : words("wait.ahead", { n: state.ahead }),
    details: [words("wait.on_duty", { n: state.onDuty }), words("wait.write")],
  };
}
