package doctrine

// Text is a text of the doctrine in the languages of the service.
type Text struct {
	FR, EN string
}

// In returns the text in a language such as "en" or "en-GB"; French for every other.
func (t Text) In(language string) string {
	if len(language) >= 2 && (language[:2] == "en" || language[:2] == "EN") && t.EN != "" {
		return t.EN
	}
	return t.FR
}
