// Package adr holds the architecture decision records: one page each, NNN-title.md, with the headings Context,
// Decision, Consequences and Alternatives. It has no code.
package adr
