package form

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"io"
	"maps"

	"vigie.example/internal/fault"
)

// The members of a parcel, in order.
const (
	NameReport         = "report.json"
	NameXML            = "report.xml"
	NamePDF            = "report.pdf"
	NameJustifications = "justifications.json"
	NameAnswerKey      = "answer.key"
)

var names = []string{NameReport, NameXML, NamePDF, NameJustifications, NameAnswerKey}

// MaxParcelBytes bounds a parcel.
const MaxParcelBytes = 8 << 20

// Files is what a parcel holds.
type Files struct {
	Report         Report
	Justifications Justifications
	PDF            []byte
	AnswerKey      []byte // AnswerKeyBytes, random
}

// Members returns the files of a parcel, by name.
func (f *Files) Members() (map[string][]byte, error) {
	const op = "form.Members"
	text, err := f.Report.JSON()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	markup, err := f.Report.XML()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	reasons, err := f.Justifications.JSON(&f.Report)
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	if len(f.AnswerKey) != AnswerKeyBytes || !looksLikePDF(f.PDF) {
		return nil, fault.New(fault.Invalid, op)
	}
	return map[string][]byte{
		NameReport: text, NameXML: markup, NamePDF: f.PDF, NameJustifications: reasons, NameAnswerKey: []byte(hex.EncodeToString(f.AnswerKey)),
	}, nil
}

// looksLikePDF keeps a mix-up from leaving. That the file says the same as the report is the signer's word.
func looksLikePDF(file []byte) bool { return bytes.HasPrefix(file, []byte("%PDF-1.7\n")) }

// Pack writes a parcel: the same files give the same bytes.
func Pack(f Files) ([]byte, error) {
	const op = "form.Pack"
	members, err := f.Members()
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	parcel, err := zipped(members, names)
	if err == nil && len(parcel) > MaxParcelBytes {
		return nil, fault.New(fault.TooLarge, op, fault.Key("courier.too_long"))
	}
	return parcel, fault.Wrap(op, err)
}

// zipped puts members into a file, as they are.
func zipped(members map[string][]byte, order []string) ([]byte, error) {
	const op = "form.zipped"
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range order {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}) // no times: when is in the report
		if err == nil {
			_, err = w.Write(members[name])
		}
		if err != nil {
			return nil, fault.As(fault.Internal, op, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	return out.Bytes(), nil
}

// Unpack reads a parcel and judges its form. Without reasons everything in it is as this package says.
func Unpack(parcel []byte) (Files, []Reason) {
	malformed := []Reason{{Code: ReasonForm}}
	members, ok := unzip(parcel)
	if !ok {
		return Files{}, malformed
	}
	f := Files{PDF: members[NamePDF]}
	if !decode(members[NameReport], &f.Report) {
		return Files{}, malformed
	}
	if wrong := f.Report.check(); len(wrong) > 0 {
		return f, wrong
	}
	if !decode(members[NameJustifications], &f.Justifications) {
		return f, malformed
	}
	if wrong := f.Justifications.check(&f.Report); len(wrong) > 0 {
		return f, wrong
	}
	key, err := hex.DecodeString(string(members[NameAnswerKey]))
	if err != nil {
		return f, malformed
	}
	f.AnswerKey = key
	again, err := f.Members()
	if err != nil || !maps.EqualFunc(again, members, bytes.Equal) { // the XML says the same
		return f, malformed
	}
	return f, nil
}

// unzip reads the members, if they are those of a parcel.
func unzip(parcel []byte) (map[string][]byte, bool) {
	if len(parcel) > MaxParcelBytes {
		return nil, false
	}
	z, err := zip.NewReader(bytes.NewReader(parcel), int64(len(parcel)))
	if err != nil || len(z.File) != len(names) {
		return nil, false
	}
	members := make(map[string][]byte)
	for i, f := range z.File {
		if f.Name != names[i] || f.Method != zip.Store || f.UncompressedSize64 > uint64(len(parcel)) {
			return nil, false
		}
		r, err := f.Open()
		if err != nil {
			return nil, false
		}
		text, err := io.ReadAll(io.LimitReader(r, int64(len(parcel))+1))
		if err != nil || len(text) > len(parcel) {
			return nil, false
		}
		members[f.Name] = text
	}
	return members, true
}
