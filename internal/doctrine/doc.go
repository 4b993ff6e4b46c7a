// Package doctrine holds the rules of use that are data, not code (C3): versioned tables in plain text, which people
// read and change, and which are checked when they are loaded. So far: routing a declarant to a unit, the numbers to call, the
// texts and referrals that an operator inserts (C20), the reasons for closing, the values by which units work, and what a report may
// hold, where it may go, and what is said beside each decision: the [Doctrine] in the narrow sense, which the authority signs.
//
//	places, err := doctrine.ParsePlaces(doctrine.Files{Communes: ..., Zones: ..., Departments: ..., Units: ...})
//	routing := places.Route("33000")       // or "Saint-Denis (93)", "bordeaux", "c33063", "2A"
//	routing.Unit                           // always a unit: the national one if nothing else fits
//
//	texts, err := doctrine.ParseTexts(...)
//	text, ok := texts.Typed("pl")          // then text.Body.In("fr") goes into the draft
//
//	directory, err := doctrine.ParseDirectory(..., ..., places)
//	services := directory.For("33")        // the operator chose it from places.Departments() (B3)
//	doctrine.Insertion("fr", services[5])  // goes into the draft, too
//
//	rules, err := doctrine.ParseDoctrine(text, rulebook.Read)
//	target, ok := rules.Target("n-mci")
//	target.Holds("facts.health")           // false: what a target does not list is refused (C14)
//	rules.Passage(doctrine.AtInclusion, "fr")
//	doctrine.Diff(older, rules)            // what a version changes, by consequence
//
// The package does no I/O: it is given the text of the files, which package assets/doctrine embeds, or which vigiectl
// reads. A file that does not pass the checks is refused as a whole; the cause of the error is [Problems], which names file,
// line and remedy. What a declarant typed is never part of an error, and is kept nowhere (B3).
//
// Everything is safe for concurrent use once parsed.
package doctrine
