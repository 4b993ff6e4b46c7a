// Makes text that a stranger typed harmless to show: the same rule as the console's ui/kit/plaintext, held together by
// shared examples. It changes what is displayed, never what is sent.

/** Stands where a control, a direction override, a private-use character or an unpaired surrogate was. */
const mark = "\uFFFD";
const maxMarks = 4;
const maxBreaks = 3;

const lineBreak = /[\n\r\v\f\u0085\u2028\u2029]/u;
const hidden = /[\u202A-\u202E\u2066-\u2069\uFFFD\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]/u;
const weightless = /[\u2800\u115F\u1160\u3164\uFFA0\u17B4\u17B5\u180F\p{Cf}\p{Variation_Selector}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/u;
const combining = /\p{M}/u;
const oddSpace = /[^\S \u00A0\u202F]|\p{Zs}/u;

/** Returns the text with its words and line breaks, without what can lie about them. */
export function clean(text: string): string {
  let out = "";
  let breaks = 0, marks = 0, last = "";
  const put = (c: string) => { out += c; breaks = 0; marks = 0; last = c; };
  for (const c of text.replaceAll("\r\n", "\n")) {
    if (lineBreak.test(c)) {
      if (last === "" || breaks >= maxBreaks) continue;
      const n = breaks + 1;
      put("\n");
      breaks = n;
    } else if (c === "\t") {
      for (let i = 0; i < 4; i++) put(" ");
    } else if (hidden.test(c)) {
      if (last !== mark) put(mark);
    } else if (weightless.test(c)) {
      continue;
    } else if (combining.test(c)) {
      if (marks >= maxMarks) continue;
      const n = marks + 1;
      put(c);
      marks = n;
    } else if (c !== " " && c !== "\u00A0" && c !== "\u202F" && oddSpace.test(c)) {
      put(" ");
    } else {
      put(c);
    }
  }
  return out.replace(/\n+$/u, "");
}
