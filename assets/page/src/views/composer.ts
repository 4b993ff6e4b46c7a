// Where the declarant writes. The draft lives in the field alone, and is kept nowhere else (D7).
import { attribute, h, show, text, type View } from "../dom";
import type { Actions, Screen } from "./screen";

/** Of one message's UTF-8 text: wire.MaxTextBytes. */
const maxBytes = 12_000;

export function composer(actions: Actions): View<Screen> {
  const label = h("label", { for: "message", class: "visually-hidden" });
  const field = h("textarea", {
    id: "message", rows: "1", autocomplete: "off", autocapitalize: "sentences", spellcheck: "false", translate: "no", dir: "auto",
    enterkeyhint: "enter", "aria-describedby": "message-hint message-error", "data-gramm": "false", "data-1p-ignore": true,
    "data-lpignore": "true",
  });
  const button = h("button", { type: "submit", class: "primary send" });
  const error = h("p", { class: "error", id: "message-error", role: "alert", hidden: true });
  const hint = h("p", { class: "hint", id: "message-hint" });
  const keys = h("span", { class: "keys" });
  const kinds = h("span");
  hint.append(kinds, " ", keys);
  const element = h("form", { class: "composer", autocomplete: "off" }, label, error, h("div", { class: "write" }, field, button), hint);

  let stopped = false;
  let tooLong = false;
  let redo = () => {};
  const size = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  const send = () => {
    const message = field.value.trim();
    tooLong = new TextEncoder().encode(message).length > maxBytes;
    redo();
    if (message === "" || stopped || tooLong) return;
    actions.send(message);
    field.value = "";
    size();
    field.focus();
  };
  element.addEventListener("submit", (e) => { e.preventDefault(); send(); });
  field.addEventListener("keydown", (e) => {
    // On a touch keyboard the return key is the only way to a new line.
    if (e.key !== "Enter" || e.shiftKey || e.isComposing || matchMedia("(pointer: coarse)").matches) return;
    e.preventDefault();
    send();
  });
  field.addEventListener("input", () => {
    size();
    if (tooLong) { tooLong = false; redo(); }
    if (field.value !== "") actions.typing();
  });
  return {
    element,
    render({ state, words }) {
      stopped = state.stopped;
      redo = () => {
        const problem = stopped ? words("compose.stopped") : tooLong ? words("compose.long") : "";
        text(error, problem);
        show(error, problem !== "");
        attribute(field, "aria-invalid", tooLong ? "true" : undefined);
      };
      redo();
      text(label, words("compose.label"));
      attribute(field, "placeholder", words("compose.placeholder"));
      text(button, words("compose.send"));
      attribute(button, "aria-disabled", stopped ? "true" : undefined);
      text(keys, words("compose.hint.enter"));
      text(kinds, words("compose.hint.text"));
    },
  };
}
