package main

import (
	"flag"

	"vigie.example/internal/biometric"
)

// setting is how the service is told to process fingerprints. It opens nothing: it must agree with the notice and the register, or the
// gate stays shut (L7); and without an assessment it stays shut anyway (L17).
type setting struct{ basis, ground, methods string }

func (s *setting) register(set *flag.FlagSet) {
	set.StringVar(&s.basis, "fingerprint-basis", "", "letter of GDPR art. 6(1) that the notice and the register give for fingerprints; opens nothing by itself")
	set.StringVar(&s.ground, "fingerprint-ground", "", "letter of GDPR art. 9(2) that they give")
	set.StringVar(&s.methods, "fingerprint-methods", "", "methods that they give, separated by commas: key, reader")
}

func (s setting) facts() biometric.Facts {
	if s == (setting{}) {
		return biometric.Facts{}
	}
	var methods []biometric.Method
	for _, m := range list(s.methods) {
		methods = append(methods, biometric.Method(m))
	}
	return biometric.Doing(s.basis, s.ground, methods)
}
