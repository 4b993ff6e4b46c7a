// The red button (D2): the page is covered and emptied at once, the signed deletion goes out by two ways, and a harmless site
// takes the page's place in the history. Nothing here waits for anything.

/** What leaving needs to know. */
export interface Exit {
  /** The signed deletion as JSON, ready to be sent, or undefined when there is nothing to delete. */
  deletion(): string | undefined;
  /** Sends the deletion on the open socket, if there is one, and forgets everything. */
  erase(): void;
  /** Where to post it. */
  readonly address: URL | undefined;
  /** Where to go. */
  readonly site: string;
}

/** Posts a signed deletion in a request that outlives the page. It is a "simple" request: no other origin's permission is asked first. */
export function postDeletion(address: URL, deletion: string): Promise<boolean> {
  return fetch(address, {
    method: "POST", body: deletion, keepalive: true, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
    headers: { "Content-Type": "text/plain" }, // the content is JSON; a JSON type would ask for a preflight, which a closing page loses
  }).then((r) => r.ok, () => false);
}

export function leave(exit: Exit): void {
  cover();
  const deletion = exit.deletion();
  if (deletion !== undefined && exit.address) void postDeletion(exit.address, deletion);
  exit.erase();
  location.replace(exit.site);
}

/** Hides and empties the page before anything else happens. */
export function cover(): void {
  const sheet = document.createElement("div");
  sheet.className = "cover";
  document.body.replaceChildren(sheet);
}

const within = 2000; // milliseconds for three presses

/** Calls run when Escape is pressed three times. It sees the key before any field does. */
export function onEscape(run: () => void): void {
  let presses: number[] = [];
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") { presses = []; return; }
    if (e.repeat) return;
    presses = [...presses.filter((t) => e.timeStamp - t < within), e.timeStamp];
    if (presses.length >= 3) run();
  }, { capture: true });
}
