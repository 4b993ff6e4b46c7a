// Package thread is the view-model of one conversation: its messages, what can be said about them, the draft, and how
// long it still lives. It is the only State of the console that holds content.
package thread
