// Package advice is the view-model of asking a colleague without giving them access: this operator's questions and what came back,
// and the questions of colleagues to this operator. Words in it are content: they belong on the screen alone (C8).
package advice
