// Package hidraw finds the security keys in this machine's USB sockets, and opens them, as Linux shows them: /sys/class/hidraw and
// /dev/hidrawN. Of itself it asks a key one question, what it can do (Ask), for who must not need libfido2 for that. On other systems there
// are none.
package hidraw
