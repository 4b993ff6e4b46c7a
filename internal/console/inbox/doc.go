// Package inbox is the view-model of the list of conversations: who waits, which ones are this operator's, and which
// have ended. It never holds what a declarant wrote or how they call themselves (C8), and knows no search over it (C7).
package inbox
