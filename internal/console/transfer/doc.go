// Package transfer is the view-model of passing conversations on: who asks this operator to take one over, what became of their own
// questions, who could be asked, and what is still open when a shift ends (B12, B13, C25). Nothing in it is content (C8).
package transfer
