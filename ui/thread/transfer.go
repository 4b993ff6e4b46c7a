package thread

import "vigie.example/internal/conversation"

// Shown returns the conversation on screen; empty for none.
func (v *View) Shown() conversation.ID { return v.state.Conversation }

// SetMayTransfer says of which conversations a colleague can be asked to take over.
func (v *View) SetMayTransfer(may func(conversation.ID) bool) {
	v.mayTransfer = may
	v.renderTransfer()
}

// SetMayAsk says about which conversations a colleague can be asked for advice.
func (v *View) SetMayAsk(may func(conversation.ID) bool) {
	v.mayAsk = may
	v.renderTransfer()
}

func (v *View) adviceShown() {
	if v.OnAdvice != nil {
		v.OnAdvice()
	}
}

func (v *View) renderTransfer() {
	show(v.header.transfer, v.mayTransfer != nil && v.mayTransfer(v.state.Conversation))
	show(v.header.advice, v.mayAsk != nil && v.mayAsk(v.state.Conversation))
}

func (v *View) transferShown() {
	if v.OnTransfer != nil {
		v.OnTransfer()
	}
}
