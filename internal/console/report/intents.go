package report

import (
	"vigie.example/internal/conversation"
	"vigie.example/internal/doctrine"
	rules "vigie.example/internal/report"
)

// Intents is what the screen may ask for. None of it blocks. What is about another conversation than one of ours is dropped, and so is
// every edit while a package is on its way.
type Intents interface {
	// Add adds an empty element, excluded.
	Add(in conversation.ID, field doctrine.FieldCode, person rules.PersonID)

	// Quote puts a part of a message, in bytes of its text, into a new element.
	Quote(in conversation.ID, message conversation.MessageID, part rules.Span, field doctrine.FieldCode, person rules.PersonID)

	// QuoteInto adds a part of a message to the end of an element.
	QuoteInto(in conversation.ID, message conversation.MessageID, part rules.Span, element rules.ElementID)

	// Remove removes an element; Discard everything that was written.
	Remove(in conversation.ID, element rules.ElementID)
	Discard(in conversation.ID)

	ElementIntents
	HeadIntents
	PersonIntents
	SendingIntents
}

// ElementIntents change one element.
type ElementIntents interface {
	SetValue(in conversation.ID, element rules.ElementID, text string)
	SetPerson(in conversation.ID, element rules.ElementID, person rules.PersonID)
	Include(in conversation.ID, element rules.ElementID, included bool)

	// Justify says which reported fact makes it necessary (C4), JustifyAbsolutely why a sensitive one is absolutely necessary (C11).
	Justify(in conversation.ID, element rules.ElementID, fact string)
	JustifyAbsolutely(in conversation.ID, element rules.ElementID, reason string)

	// Declare says that it holds sensitive data of a kind; empty: it does not.
	Declare(in conversation.ID, element rules.ElementID, kind doctrine.Sensitive)

	// CutDown reduces it; the zero Reduction leaves it whole. BlackOut adds one span, in bytes of the value.
	CutDown(in conversation.ID, element rules.ElementID, how rules.Reduction)
	BlackOut(in conversation.ID, element rules.ElementID, part rules.Span)
}

// HeadIntents change what the report says about itself.
type HeadIntents interface {
	// Choose sets the category; empty with nothingFits when none does (C12).
	Choose(in conversation.ID, category doctrine.OffenceCode, nothingFits bool)

	// Address sets the target. A purpose or a recipient that is the only one is chosen with it.
	Address(in conversation.ID, target doctrine.TargetCode)
	SetPurpose(in conversation.ID, purpose doctrine.PurposeCode)
	SetRecipient(in conversation.ID, recipient doctrine.RecipientCode)
	SetInformed(in conversation.ID, informed bool)
	SetDanger(in conversation.ID, text string)
}

// PersonIntents change the third persons.
type PersonIntents interface {
	AddPerson(in conversation.ID, role rules.Role)
	SetRole(in conversation.ID, person rules.PersonID, role rules.Role)
	SetMajority(in conversation.ID, person rules.PersonID, majority rules.Majority)
	JustifyPerson(in conversation.ID, person rules.PersonID, fact string)
	RemovePerson(in conversation.ID, person rules.PersonID)
}

// SendingIntents let it out, step by step.
type SendingIntents interface {
	// ReadThrough says that exactly what a State shows as Leaving has been read: as is its ReadAs. What has changed since is not read.
	ReadThrough(in conversation.ID, as [32]byte)

	// Clear passes the checklist and makes the document; Reopen goes back to writing.
	Clear(in conversation.ID)
	Reopen(in conversation.ID)

	// Send hands over what was cleared. TakeBack takes it back if the target has not taken it yet.
	Send(in conversation.ID)
	TakeBack(in conversation.ID)

	// CloseNow closes and deletes the conversation of an accepted report after what came since has been read.
	CloseNow(in conversation.ID)

	// PutAway removes a receipt from the list, by the name of its package.
	PutAway(parcel string)
}
