package thread

import (
	"vigie.example/internal/conversation"
	"vigie.example/ui/kit"
)

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

// SetMayCall says about which conversations the supervisors can be called (C24).
func (v *View) SetMayCall(may func(conversation.ID) bool) {
	v.mayCall = may
	v.renderTransfer()
}

func (v *View) callShown() {
	if v.OnCall != nil {
		v.OnCall()
	}
}

func (v *View) adviceShown() {
	if v.OnAdvice != nil {
		v.OnAdvice()
	}
}

func (v *View) renderTransfer() {
	for button, may := range map[*kit.Button]func(conversation.ID) bool{
		v.header.transfer: v.mayTransfer, v.header.advice: v.mayAsk, v.header.call: v.mayCall,
	} {
		kit.Want(v.header.bar, button, may != nil && may(v.state.Conversation))
	}
}

func (v *View) transferShown() {
	if v.OnTransfer != nil {
		v.OnTransfer()
	}
}
