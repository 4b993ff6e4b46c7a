// Package window tests the whole service as two people use it: a declarant in a real Chromium, and an operator who types into the
// real window of the console, on a display of its own, with the real backend between them.
package window
