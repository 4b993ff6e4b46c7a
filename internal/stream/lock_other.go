//go:build !unix

package stream

import "vigie.example/internal/fault"

// lockFolder refuses: without a lock that ends with its process, two engines could share a folder and ruin it. Use an external server.
func lockFolder(string) (unlock func() error, err error) {
	return nil, fault.New(fault.Unavailable, "stream.lockFolder", fault.Key("fault.store.platform"))
}
