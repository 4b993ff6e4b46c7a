package report

import (
	"vigie.example/ui/document"
	"vigie.example/ui/kit"
)

// sheetsOf are the pages of a document as it will be read; false where there is none, or none that can be shown: then the lines are.
func sheetsOf(file []byte) ([]kit.Sheet, bool) {
	pages, err := document.Parse(file)
	if err != nil {
		return nil, false
	}
	sheets := make([]kit.Sheet, len(pages))
	for i, p := range pages {
		sheets[i] = kit.Sheet{Width: p.Width, Height: p.Height}
		for _, line := range p.Lines {
			sheets[i].Words = append(sheets[i].Words, kit.SheetWords{X: line.X, Y: line.Y, Width: line.Width, Size: line.Size, Bold: line.Bold, Quiet: line.Quiet, Text: line.Text})
		}
		for _, rule := range p.Rules {
			sheets[i].Rules = append(sheets[i].Rules, kit.SheetRule(rule))
		}
	}
	return sheets, true
}
