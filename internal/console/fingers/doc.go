// Package fingers is the view-model of the page about the biometric login: the notice that everybody may read and acknowledge, withdrawing, and
// for a supervisor what is in the way, the one switch, and the impact assessment with what is missing and why it is asked (L4-L6, L11, L16-L18).
package fingers
