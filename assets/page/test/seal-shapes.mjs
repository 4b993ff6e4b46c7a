// Prints the shape of every frame that the page reads and writes, for internal/wire/page_types_test.go.
import { load } from "./seal-bundle.mjs";

const { incoming, outgoing } = await load("src/wire/frame.ts");
const shapes = (table) => Object.fromEntries(Object.entries(table).map(([t, r]) => [t, r.shape]));
process.stdout.write(JSON.stringify({ incoming: shapes(incoming), outgoing: shapes(outgoing) }));
