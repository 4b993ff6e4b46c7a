// Package shell is the view-model of the frame around every screen: who is signed in, the connection, the duty state,
// the next deadline, and the state line that says what is wrong now.
package shell
