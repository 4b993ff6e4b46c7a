//go:build !linux

package attended

import "context"

// listen hears nobody: this system has no D-Bus.
func (w *Watch) listen(context.Context) {}
