//go:build !leaky

package main

import "C" // the C files of this folder are linked into the program through it

// wiping is what the C library and GLib are told about freed memory; wipe.c does the rest.
var wiping = []string{
	"MALLOC_PERTURB_=165",   // overwritten, should wipe.c not be in the way of a call
	"G_SLICE=always-malloc", // GLib keeps no freed pieces of its own
}
