// What every view is given, and what it may ask for.
import type { Language, PanelName, Words } from "../i18n";
import type { State } from "../session/state";

/** What the person fills in before a conversation (D1). */
export interface Beginning {
  readonly place: string;
  readonly pseudonym: string;
  readonly urgent: boolean;
}

/** What main shows: the conversation, or one of the panels over it. The conversation goes on behind a panel. */
export type Place = "conversation" | "end" | PanelName;

/** Everything that is on the screen. */
export interface Screen {
  readonly state: State;
  readonly words: Words;
  readonly languages: readonly Language[];
  readonly place: Place;
}

/** What a person can ask for. */
export interface Actions {
  suggest(query: string): void;
  begin(b: Beginning): void;
  send(text: string): void;
  typing(): void;
  close(): void;
  erase(): void;
  again(): void;
  leave(): void;
  show(place: Place): void;
  language(l: Language): void;
}
