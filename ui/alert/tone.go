package alert

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"

	"vigie.example/internal/console/shell"
)

const (
	rate   = 22050 // samples a second
	volume = 0.22
)

// note is one sound of a tone.
type note struct {
	hertz float64
	lasts time.Duration
}

// tones are short and soft; urgent is told apart by its rhythm, not by being loud.
var tones = map[shell.Signal][]note{
	shell.NewWaiting:    {{587, 140 * time.Millisecond}, {784, 220 * time.Millisecond}},
	shell.Requested:     {{659, 140 * time.Millisecond}, {659, 220 * time.Millisecond}},
	shell.Consulted:     {{659, 140 * time.Millisecond}, {587, 220 * time.Millisecond}},
	shell.Advised:       {{587, 140 * time.Millisecond}, {659, 220 * time.Millisecond}},
	shell.Summoned:      {{1047, 110 * time.Millisecond}, {0, 50 * time.Millisecond}, {784, 110 * time.Millisecond}, {0, 50 * time.Millisecond}, {1047, 260 * time.Millisecond}},
	shell.Comes:         {{784, 140 * time.Millisecond}, {1047, 220 * time.Millisecond}},
	shell.UrgentWaiting: {{784, 110 * time.Millisecond}, {0, 50 * time.Millisecond}, {784, 110 * time.Millisecond}, {0, 50 * time.Millisecond}, {1047, 260 * time.Millisecond}},
}

// Tone returns what a signal sounds like, as a WAV file of 16 bits, mono; nil for one that is silent.
func Tone(s shell.Signal) []byte {
	notes, known := tones[s]
	if !known {
		return nil
	}
	var samples []int16
	for _, n := range notes {
		samples = append(samples, n.samples()...)
	}
	return wav(samples)
}

// samples fades in and out, so that nothing clicks.
func (n note) samples() []int16 {
	count := int(n.lasts.Seconds() * rate)
	out := make([]int16, count)
	for i := range out {
		at := float64(i) / float64(count)
		loud := math.Sin(math.Pi*at) * volume
		out[i] = int16(loud * math.Sin(2*math.Pi*n.hertz*float64(i)/rate) * math.MaxInt16)
	}
	return out
}

// wav puts the header of a RIFF WAVE file before samples.
func wav(samples []int16) []byte {
	const channels, bytesEach = 1, 2
	var b bytes.Buffer
	size := uint32(len(samples) * bytesEach)
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) } // a bytes.Buffer takes everything
	b.WriteString("RIFF")
	put(36 + size)
	b.WriteString("WAVEfmt ")
	put([]uint32{16})
	put([]uint16{1, channels})
	put([]uint32{rate, rate * channels * bytesEach})
	put([]uint16{channels * bytesEach, 8 * bytesEach})
	b.WriteString("data")
	put(size)
	put(samples)
	return b.Bytes()
}
