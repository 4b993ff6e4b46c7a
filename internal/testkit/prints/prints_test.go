package prints

import (
	"bytes"
	"testing"
)

func TestNew_OneNumberOneFinger(t *testing.T) {
	a, b, other := New(7), New(7), New(8)
	first := a.Impression()
	if !bytes.Equal(first.Grey, b.Impression().Grey) {
		t.Error("one number, two fingers")
	}
	if bytes.Equal(first.Grey, other.Impression().Grey) {
		t.Error("two numbers, one finger")
	}
	if bytes.Equal(first.Grey, a.Impression().Grey) {
		t.Error("a finger that leaves the same print twice")
	}
}

// Ridges and valleys, both, over most of the picture: what NBIS looks for minutiae in.
func TestImpression_HasRidges(t *testing.T) {
	i := New(3).Impression()
	dark, light := 0, 0
	for _, v := range i.Grey {
		if v < 90 {
			dark++
		}
		if v > 165 {
			light++
		}
	}
	if all := i.Width * i.Height; len(i.Grey) != all || dark < all/5 || light < all/5 {
		t.Errorf("%d dark and %d light of %d pixels", dark, light, len(i.Grey))
	}
}
