package doctrine_test

import (
	"errors"
	"strings"
	"testing"

	assets "vigie.example/assets/doctrine"
	"vigie.example/internal/doctrine"
	"vigie.example/internal/fault"
)

func TestC20_Numbers(t *testing.T) {
	numbers, err := doctrine.ParseNumbers(assets.Numbers())
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	var dial []string
	for _, n := range numbers {
		dial = append(dial, n.Dial())
		if n.Name.EN == n.Name.FR || n.For.EN == n.For.FR {
			t.Errorf("%s is not translated", n.Number)
		}
	}
	if got := strings.Join(dial, " "); got != "17 112 114 3919 116006 119 3018" {
		t.Errorf("numbers: %s", got)
	}
	if numbers[0].Kind != doctrine.Emergency || !numbers[0].Always || numbers[2].By != doctrine.BySMS || numbers[3].Kind != doctrine.Help {
		t.Errorf("%+v", numbers)
	}
	if numbers[4].Number != "116 006" {
		t.Errorf("shown as %s", numbers[4].Number)
	}
}

func TestC20_NumbersProblems(t *testing.T) {
	for _, tt := range []struct{ old, new, want string }{
		{"\n17;", "\nseventeen;", `numbers.csv:9: "seventeen" is not a telephone number; write digits`},
		{"\n17;", "\n18;", "numbers.csv: number 17 is missing; add"},
		{"\n17;call", "\n17;fax", `numbers.csv:9: "fax" is not a way`},
		{"call;emergency", "call;fun", `numbers.csv:9: "fun" is not a kind`},
		{"emergency;always", "emergency;sometimes", `numbers.csv:9: "sometimes" are not hours`},
		{"Police emergency", "", "numbers.csv:9: a text is missing"},
		{"\n112;", "\n17;", "numbers.csv:10: 17 is there twice"},
	} {
		_, err := doctrine.ParseNumbers(strings.Replace(assets.Numbers(), tt.old, tt.new, 1))
		var problems doctrine.Problems
		if !fault.Is(err, fault.Invalid) || !errors.As(err, &problems) || !strings.Contains(problems.Error(), tt.want) {
			t.Errorf("%q: got %v, want %s", tt.new, problems, tt.want)
		}
	}
}

func FuzzParseNumbers(f *testing.F) {
	f.Add(assets.Numbers())
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		numbers, err := doctrine.ParseNumbers(text)
		if err == nil && len(numbers) < 5 || err != nil && numbers != nil {
			t.Fatalf("%d numbers, %v", len(numbers), err)
		}
	})
}
