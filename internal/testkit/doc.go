// Package testkit is help for tests: a clock that stands still until it is told, a keyring in memory that fails as real ones
// do, and operators without a window. Its subpackages run the parts that tests talk to.
package testkit
