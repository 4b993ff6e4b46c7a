package conversation

import "time"

// QuestionID names a question to a colleague. It is drawn at random (16 bytes, 22 characters of unpadded base64url), so that whoever is
// asked does not learn from it which conversation it is about.
type QuestionID string

// Valid reports whether the identifier has the only form that it can have.
func (id QuestionID) Valid() bool { return validRandom(string(id), 16) }

// AdviceTime is how long a colleague has to answer a question; then it lapses, and is erased where it was read.
const AdviceTime = 10 * time.Minute

// MaxQuestions bounds how many questions wait for one colleague at once.
const MaxQuestions = 3
