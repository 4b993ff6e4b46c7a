// Package declarant is a declarant's page without a browser: it follows the page's protocol and encryption exactly, on a
// real connection. Tests, the simulation and the measurements talk through it.
//
//	d, err := declarant.Start(declarant.Options{URL: page, Roots: roots, Authority: key, Place: "33000", Observe: ...})
//	d.Say("Bonjour")
//	...
//	d.Finish() // or d.Erase(), or d.Vanish()
//
// [Voice] is the same without a connection: the keys, seals and numbers of one declarant, for tests that play the service
// themselves, and lie.
package declarant
