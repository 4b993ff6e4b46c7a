// Package exchange is what one console knows of one conversation: its keys, its messages in both directions, and what is
// wrong with it. It believes nothing that it can check: the service says what it likes, and whatever the declarant has not
// signed, or contradicts what was signed before, becomes an alarm (B11).
//
// It does no I/O and knows no clock: whoever owns an Exchange brings what came from the service together with the time on
// the service's clock, and takes from it what is to be sent (NextSend, NextMark). An Exchange belongs to one goroutine;
// what its methods return may go to any.
//
// Erase ends it: keys are destroyed, texts dropped, and nothing brings it back (C23).
package exchange
