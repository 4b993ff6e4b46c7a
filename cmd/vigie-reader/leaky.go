//go:build leaky

package main

// wiping: nothing, for the test that shows that without it captures stay. No program that ships is built with this tag.
var wiping []string
