// Package tools is what an operator inserts instead of typing it: canned texts, and the services to which declarants are
// referred (C20).
//
// Both come from the doctrine. What is searched is codes, titles and categories of texts, and names of services and departments:
// never a conversation (C7). Nothing here sends: the view puts an [Insertion] into the draft of the conversation that it
// names, where it is read over first.
//
// The department is the operator's choice and never what routed the declarant (B3). It is kept with the language of
// insertions for as long as the conversation is there, and goes with it.
package tools
