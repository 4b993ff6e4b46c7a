package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

// figure is one measured value, and what it is compared with.
type figure struct {
	Name  string   `json:"name"`
	Value float64  `json:"value"`
	Unit  string   `json:"unit"`
	Base  *float64 `json:"base"`  // in the same unit, measured in the same run; nil: there is none
	Ratio *float64 `json:"ratio"` // nil: there is no base
	aim   string
}

// bench is one run.
type bench struct {
	only     string
	quick    bool
	profiles string
	figures  []figure
	programs programs
}

// say tells, on standard error, what goes on.
func (b *bench) say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// add notes a value without a base.
func (b *bench) add(name string, value float64, unit, aim string) {
	b.figures = append(b.figures, figure{Name: name, Value: value, Unit: unit, aim: aim})
	b.say("    %s: %.4g %s", name, value, unit)
}

// compare notes a value and its base.
func (b *bench) compare(name string, value, base float64, unit, aim string) {
	if base == 0 {
		b.add(name, value, unit, aim)
		return
	}
	ratio := value / base
	b.figures = append(b.figures, figure{Name: name, Value: value, Unit: unit, Base: &base, Ratio: &ratio, aim: aim})
	b.say("    %s: %.4g %s, base %.4g, ratio %.3g", name, value, unit, base, ratio)
}

// report prints the table and appends the results to a file.
func (b *bench) report(out io.Writer, file string) error {
	if len(b.figures) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "name\tvalue\tunit\tbase\tratio\taim\t")
	for _, f := range b.figures {
		base, ratio := "", ""
		if f.Base != nil {
			base, ratio = fmt.Sprintf("%.4g", *f.Base), fmt.Sprintf("%.3g", *f.Ratio)
		}
		fmt.Fprintf(table, "%s\t%.4g\t%s\t%s\t%s\t%s\t\n", f.Name, f.Value, f.Unit, base, ratio, f.aim)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return b.appendTo(file)
}

func (b *bench) appendTo(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	lines := json.NewEncoder(f)
	for _, fig := range b.figures {
		if err := lines.Encode(fig); err != nil {
			f.Close()
			return err
		}
	}
	return f.Close()
}
