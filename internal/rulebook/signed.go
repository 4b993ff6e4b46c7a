package rulebook

import (
	"encoding/base64"
	"strings"

	"vigie.example/internal/doctrine"
)

// mark begins the last line of a signed file: a comment, so that it stays a file that people and tools read. The signature covers every
// byte before it.
const mark = "# signed: "

// AddSignature returns the file of a signed doctrine. The text must be what was signed: see Whole.
func AddSignature(text string, signature []byte) string {
	return Whole(text) + mark + base64.StdEncoding.EncodeToString(signature) + "\n"
}

// Whole returns the text as it is signed: its last line ends.
func Whole(text string) string {
	if text != "" && !strings.HasSuffix(text, "\n") {
		return text + "\n"
	}
	return text
}

// SplitSignature returns text and signature of a file; the signature is nil for one that is not signed. The error is Problems: a
// file that was changed after it was signed, or whose signature is no base64.
func SplitSignature(signed string) (text string, signature []byte, err error) {
	at := strings.LastIndex("\n"+signed, "\n"+mark)
	if at < 0 {
		return signed, nil, nil
	}
	text, line := signed[:at], signed[at+len(mark):]
	number := 1 + strings.Count(text, "\n")
	line, rest, _ := strings.Cut(line, "\n")
	if rest != "" || strings.Contains("\n"+text, "\n"+mark) {
		return "", nil, one(number, "the line of the signature is not the last, or not the only one", "delete it, and sign the file again")
	}
	signature, err = base64.StdEncoding.DecodeString(strings.TrimRight(line, "\r"))
	if err != nil || len(signature) == 0 {
		return "", nil, one(number, "the signature cannot be read", "delete the line, and sign the file again")
	}
	return text, signature, nil
}

// WithCertificate returns the text with the certificate (PEM) of a target, in the place of one before. The error is doctrine.Problems, or
// has them as its cause: what is returned passes all checks.
func WithCertificate(text string, target doctrine.TargetCode, certificate string) (string, error) {
	root, unread := Read(text)
	if len(unread) > 0 {
		return "", unread
	}
	entry := item(item(root, "targets"), string(target))
	if entry.Kind != doctrine.Map || len(entry.Items) == 0 || entry.Items[0].Line == entry.Line {
		return "", one(entry.Line, "there is no target "+string(target)+" whose keys stand below it, one a line", "write the certificate into the file by hand")
	}
	lines := strings.SplitAfter(Whole(text), "\n")
	margin := indent(lines[entry.Items[0].Line-1])
	at := entry.Line // lines before the new one
	if old := item(entry, "certificate"); old.Kind != doctrine.Nothing {
		end := old.Line
		for end < len(lines) && (strings.TrimSpace(lines[end]) == "" || len(indent(lines[end])) > len(margin)) {
			end++
		}
		lines = append(lines[:old.Line-1:old.Line-1], lines[end:]...)
		at = old.Line - 1
	}
	body := margin + "certificate: |\n"
	for line := range strings.Lines(strings.TrimSpace(certificate) + "\n") {
		body += margin + "  " + strings.TrimRight(line, "\r\n") + "\n"
	}
	out := strings.Join(lines[:at], "") + body + strings.Join(lines[at:], "")
	_, err := Parse(out)
	return out, err
}

func item(n doctrine.Node, key string) doctrine.Node {
	for _, i := range n.Items {
		if i.Key == key {
			return i
		}
	}
	return doctrine.Node{}
}

func indent(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " "))] }
