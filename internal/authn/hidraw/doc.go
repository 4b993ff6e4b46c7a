// Package hidraw finds the security keys in this machine's USB sockets, and opens them, as Linux shows them: /sys/class/hidraw and
// /dev/hidrawN. It says nothing to a key by itself. On other systems there are none.
package hidraw
