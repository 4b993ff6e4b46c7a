package courier

import "context"

// Connector is a way to a target. What it knows of the target is its own; the contract is in package contract.
type Connector interface {
	// Send hands the parcel over and waits for the answer until ctx ends, trying again as long as that makes sense. It may be called
	// again with the same parcel, also after a restart. Without an answer the outcome is Unknown and the fault says why:
	// Unavailable (nobody answers), Untrusted (an answer that is not believed, a peer that is not the target), Denied (the target
	// does not know this workstation), TooLarge, or Invalid (the connection is not set up as it must be).
	Send(ctx context.Context, p Parcel) (Answer, error)

	// Withdraw takes back what Send handed over, as far as that is possible, and returns what is known then: Withdrawn, the answer
	// that had come, or Unknown. It leaves nothing of the parcel behind that the target has not taken, also when a Send of it is under way
	// in the same connector.
	Withdraw(ctx context.Context, p Parcel) (Answer, error)
}
