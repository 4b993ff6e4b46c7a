package form

import (
	"bytes"
	"encoding/json"
	"encoding/xml"

	"vigie.example/internal/fault"
)

// JSON returns the one encoding of a report; the fault is Invalid for one that is not of the form.
func (r *Report) JSON() ([]byte, error) {
	const op = "form.Report.JSON"
	if len(r.check()) > 0 {
		return nil, fault.New(fault.Invalid, op, fault.Key("courier.form"))
	}
	return encode(op, r)
}

// XML returns the one XML of a report; the fault is Invalid for one that is not of the form.
func (r *Report) XML() ([]byte, error) {
	const op = "form.Report.XML"
	if len(r.check()) > 0 {
		return nil, fault.New(fault.Invalid, op, fault.Key("courier.form"))
	}
	text, err := xml.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	return append([]byte(xml.Header), append(text, '\n')...), nil
}

// JSON returns the one encoding of the justifications of a report; the fault is Invalid for some that are not of the form.
func (j *Justifications) JSON(r *Report) ([]byte, error) {
	const op = "form.Justifications.JSON"
	if len(j.check(r)) > 0 {
		return nil, fault.New(fault.Invalid, op, fault.Key("courier.form"))
	}
	return encode(op, j)
}

// encode writes JSON that is also harmless inside a page: < > & and the separators of lines are escaped.
func encode(op fault.Op, v any) ([]byte, error) {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, fault.As(fault.Internal, op, err)
	}
	return append(text, '\n'), nil
}

// decode reads what encode wrote, and reports whether it is exactly that.
func decode(text []byte, v any) bool {
	if json.Unmarshal(text, v) != nil {
		return false
	}
	again, err := encode("form.decode", v)
	return err == nil && bytes.Equal(again, text)
}
