// Package rest suggests a break to whoever works for long, with many declarants, or with those in danger: when, the
// doctrine's policy says. It suggests to this operator alone, in their own window, and blocks nothing. What it counts is in memory, is
// shown to nobody as a figure, tells nobody apart from others, and ends with the session.
package rest
