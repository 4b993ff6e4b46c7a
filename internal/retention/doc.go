// Package retention decides how long a conversation lives and how it is deleted. It does nothing itself: the store
// deletes, the consoles erase, and both ask here when and in which order.
//
// A conversation ends at the earlier of two moments: its deadline (the last message that a person sent plus the ceiling of its
// unit, at most four hours: B1), and a deletion that an operator has planned (C17). Nothing moves the end beyond four
// hours after the last message. What has ended is over even if no one has deleted it yet: readers check [Life.Ended].
//
// Time comes in as an argument and is the store's; pass it through a [Watermark], so that a clock turned back revives
// nothing (C21). Everything here is an immutable value and safe for concurrent use; methods that change something
// return the changed value. Identifiers are type parameters, because conversation itself imports this package.
package retention
