// Package biometric embeds the words of the biometric login: the notice that a person reads before any capture, and the questions
// of the impact assessment with why each is asked, in French and English. vigie.example/internal/biometric reads and
// checks them. The notice names no controller and no legal basis: whoever runs the service fills them in, and nothing is shown before.
package biometric

import _ "embed"

//go:embed notice.json
var notice []byte

//go:embed form.json
var form []byte

// Notice returns notice.json, the notice to begin from.
func Notice() []byte { return append([]byte(nil), notice...) }

// Form returns form.json: for each question its label and why it is asked, by language.
func Form() []byte { return append([]byte(nil), form...) }
