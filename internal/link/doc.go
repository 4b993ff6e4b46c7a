// Package link is the client's end of the WebSocket: consoles use it, and simulated declarants. It dials with TLS 1.3,
// keeps the connection alive, notices when it is dead in one direction only, comes back by itself, and matches answers
// with requests.
//
//	client, err := link.Start(link.Options{URL: "wss://host/v1/console", Roots: pool}, receiver)
//	// in receiver.Online(conn, welcome), and later:
//	conn.Ask(wire.TypeClaim, wire.Claim{Conversation: id}, func(answer wire.Frame, err error) { ... })
//	client.Close()
//
// # What the receiver may rely on
//
// A [Receiver] is called from one goroutine at a time, in the order in which things happened: Online, then frames and the
// answers to requests as they came, then Offline, again and again until Close. Every Ask is answered exactly once: by the
// service, or with a fault when the connection went first. A receiver that takes its time holds the connection back, and
// the service cuts off who stays behind for long; it must not call Close.
//
// # What it does not do
//
// It repeats nothing: a request whose connection went may or may not have arrived, and only its sender knows whether it
// can be sent twice. It knows nothing of sessions and conversations. It logs nothing.
package link
