// Package view holds what every view-model of the console shares: texts as keys, lists that are cheap to extend, and the
// publisher that hands one immutable State after another to a screen.
//
// A screen does three things: it subscribes to the State of its model, renders each State that it is given, and calls
// the model's intents. States are values: whoever holds one may read it from any goroutine for as long as they like, and
// must not change what it leads to. Intents never block and report nothing; their result is a later State.
package view
