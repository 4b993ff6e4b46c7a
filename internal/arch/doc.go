// Package arch holds the project to its architecture: which package may import
// which, that the rules stay pure, that everything is documented, that files
// stay small. It has tests only; nothing imports it.
//
// Every rule is a function from a tree of files to its violations. It runs
// twice: on this checkout, where it must find nothing, and on small made-up
// trees, where it must find what was planted.
package arch
