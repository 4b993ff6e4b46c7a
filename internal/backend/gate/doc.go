// Package gate is where strangers come in: the HTTP server and the WebSocket connections of declarant pages and consoles.
// It turns frames into calls of backend.Service, and what the service tells into frames.
//
// A connection has three goroutines: one reads and answers requests, one at a time; one writes; one looks at what has changed.
// What is told about a conversation's log goes to the writer directly and in order; whatever is only a latest state (who is
// on duty, a place in the queue, a summary) is looked at when there is time for it, so that a burst of changes is one frame. A client
// that does not keep up with its log is cut off and resumes (reason "slow").
//
// Positions are the conversations' own: see internal/adr/003.
package gate
