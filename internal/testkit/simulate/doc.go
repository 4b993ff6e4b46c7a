// Command simulate lets declarants talk to a running service, over the page's protocol and encryption: scripted
// conversations in natural French, and one in English (scripts/*.toml).
//
// With a window (somebody answers in vigie):
//
//	simulate --page wss://HOST/v1/page --ca FILE --authority BASE64 [--script all|N] [--seconds N] [--pace 1]
//
// Without one, an automatic operator answers by the real console's core:
//
//	simulate keygen --out KEYFILE                    # a workstation key; prints the public half as vigiectl account add takes it
//	simulate --headless --page wss://HOST/v1/page --console wss://HOST/v1/console --ca FILE --authority BASE64 \
//	         --accounts FILE --seconds N [--operators N] [--script all|N] [--pace 0.12]
//
// FILE of --accounts is JSON: [{"actor": "op-1", "passphrase": "...", "workstation": "KEYFILE"}, ...]. The operators work
// for the national unit or for the units of the places in the scripts; --unit-place CODE sends everybody to one place, so
// that the operators of one unit see all of them.
//
// A headless run ends with one line of JSON on standard output:
//
//	{"conversations":..,"sent":..,"acknowledged":..,"shown":..,"lost":..,"duplicated":..,"left_after_ack":..}
//
// sent, acknowledged and shown count texts of both sides: handed over, confirmed by the service, shown at the other
// end. lost are those that were acknowledged and never shown although both ends stayed, in conversations that somebody
// answers at the end; duplicated those that were shown twice; left_after_ack those whose sender went away after the
// acknowledgement, before they were shown: what B13 allows to go when the service crashes meanwhile. What a declarant
// had deleted counts as none of these. It exits with 1 when something was lost or shown twice.
package main
