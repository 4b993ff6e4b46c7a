package console

// Signal is something that may sound or be shown by the system. It says what kind of thing happened and nothing else
// (C8).
type Signal string

// The signals.
const (
	NewWaiting        Signal = "waiting"  // somebody waits
	UrgentWaiting     Signal = "urgent"   // somebody waits who is in danger now
	NewMessage        Signal = "message"  // a message came in one of ours that is not on the screen
	DeclarantLeft     Signal = "left"     // one of ours was ended or deleted by its declarant
	NearDeadline      Signal = "deadline" // one of ours has ten minutes left
	WentOffline       Signal = "offline"  // the connection is gone
	CameOnline        Signal = "online"   // it is back
	SomethingWrong    Signal = "alarm"    // an alarm about a conversation
	TransferRequested Signal = "transfer" // a colleague asks us to take a conversation over
	AdviceRequested   Signal = "advice"   // a colleague asks us for advice
	SupervisorCalled  Signal = "called"   // an operator calls this supervisor
	SupervisorComes   Signal = "comes"    // a supervisor has answered our call
	AdviceGiven       Signal = "advised"  // a colleague has answered our question, or it is over
)

// Hear makes heard be told of each signal, on the Desk's goroutine: it must not block. It is to be called before Start.
func (c *Console) Hear(heard func(Signal)) { c.desk.signals = append(c.desk.signals, heard) }

func (d *Desk) signal(s Signal) {
	for _, heard := range d.signals {
		heard(s)
	}
}
