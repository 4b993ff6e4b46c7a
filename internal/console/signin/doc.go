// Package signin is the view-model of the sign-in screen: who is there, by which way in, and how the workstation's key
// stands.
package signin
