// Package notes is the pane in which operators write for themselves and for the colleague after them: another pane and
// another type than messages (C22).
//
// # Never sent
//
// What is written here is a [Private], which is no string and turns into none but by Read. No function of the console that
// sends takes one, and nothing that seals, sends or shows messages imports this package: a test holds both.
//
// # Never left
//
// The notes of a conversation are sealed together, under a key that this console draws for them and that the declarant's page never
// gets ([Book]). They end with the conversation, at the same moment and whatever ended it: the Desk tells the Book.
// Whoever takes the conversation over gets what HandOver returns: the sealed notes, and their key apart from them.
package notes
