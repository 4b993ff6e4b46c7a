// Package prints makes synthetic fingerprints: an orientation field from a core and a delta, ridges that grow in it under Gabor
// filters, and impressions that are turned, moved, bent, worn and noisy. They look like nobody's finger, and NBIS finds
// minutiae in them. What is measured on them says how the program and its matcher work together, and nothing about people, readers
// or skin: an impact assessment takes no figure from here (L16).
package prints

import (
	"math"
	"math/rand/v2"
)

// Width and Height of an impression, in pixels; at 500 dpi about 12 x 15 mm, a small reader's area.
const (
	Width  = 240
	Height = 300
)

// Image is grey, row by row; 0 is a ridge, 255 a valley.
type Image struct {
	Width, Height int
	Grey          []byte
}

// Finger is a master print, larger than any impression of it.
type Finger struct {
	random *rand.Rand
	ridges field // -1 ridge to +1 valley
}

// field is a picture of real numbers.
type field struct {
	width, height int
	at            []float32
}

func newField(width, height int) field {
	return field{width, height, make([]float32, width*height)}
}

// margin around an impression, so that it can be moved and turned.
const margin = 30

// New returns the finger of a number; the same number gives the same finger and, in the same order, the same impressions.
func New(number uint64) *Finger {
	random := rand.New(rand.NewPCG(number, 0x5eed))
	f := &Finger{random: random}
	f.ridges = grow(orientation(random, Width+2*margin, Height+2*margin), 8.2+1.6*random.Float64(), random)
	return f
}

// orientation returns the direction of the ridges in radians by Sherlock and Monro's model: half the sum of the angles to the
// cores, less those to the deltas. Loops and whorls alike.
func orientation(random *rand.Rand, width, height int) field {
	type point struct{ x, y, sign float64 }
	near := func(v, spread float64) float64 { return v + spread*(2*random.Float64()-1) }
	w, h := float64(width), float64(height)
	points := []point{{near(w/2, 30), near(h*0.56, 25), 1}} // counted from below, as angles are
	side := 1.0
	if random.IntN(2) == 0 {
		side = -1
	}
	points = append(points, point{near(w/2+side*w*0.33, 25), near(h*0.15, 25), -1})
	if random.IntN(3) == 0 { // a whorl
		points = append(points, point{points[0].x + near(0, 12), points[0].y - near(38, 12), 1}, point{near(w/2-side*w*0.33, 25), near(h*0.15, 25), -1})
	}
	// A slow random bend makes two loops of the same shape differ.
	a, b, c, d := near(0, 0.25), near(0, 0.25), 2*math.Pi*random.Float64(), 2*math.Pi*random.Float64()
	out := newField(width, height)
	for y := range height {
		for x := range width {
			sum := 0.0
			for _, p := range points {
				sum += p.sign * 0.5 * math.Atan2(float64(y)-p.y, float64(x)-p.x)
			}
			sum += a*math.Sin(2*math.Pi*float64(x)/w+c) + b*math.Sin(2*math.Pi*float64(y)/h+d)
			out.at[(height-1-y)*width+x] = float32(math.Pi - math.Mod(math.Mod(sum, math.Pi)+math.Pi, math.Pi))
		}
	}
	return out
}

const (
	directions  = 36 // of quantised orientation
	halfKernel  = 7
	kernelSide  = 2*halfKernel + 1
	growthSteps = 16
)

// kernels returns a Gabor filter for each direction: a wave of the ridges' period across them, under a bell.
func kernels(period float64) [directions][]float32 {
	var out [directions][]float32
	const sigma = 3.2
	for d := range out {
		angle := math.Pi * float64(d) / directions
		k := make([]float32, kernelSide*kernelSide)
		var mean, weight float64
		value := func(x, y int) (wave, bell float64) {
			across := -float64(x)*math.Sin(angle) + float64(y)*math.Cos(angle)
			bell = math.Exp(-float64(x*x+y*y) / (2 * sigma * sigma))
			return math.Cos(2 * math.Pi * across / period), bell
		}
		for y := -halfKernel; y <= halfKernel; y++ {
			for x := -halfKernel; x <= halfKernel; x++ {
				wave, bell := value(x, y)
				mean += wave * bell
				weight += bell
			}
		}
		for y := -halfKernel; y <= halfKernel; y++ {
			for x := -halfKernel; x <= halfKernel; x++ {
				wave, bell := value(x, y)
				k[(y+halfKernel)*kernelSide+x+halfKernel] = float32((wave - mean/weight) * bell)
			}
		}
		out[d] = k
	}
	return out
}

// grow begins with noise and lets ridges grow; where they meet, minutiae are left.
func grow(turn field, period float64, random *rand.Rand) field {
	k := kernels(period)
	now, next := newField(turn.width, turn.height), newField(turn.width, turn.height)
	for i := range now.at {
		now.at[i] = float32(2*random.Float64() - 1)
	}
	for range growthSteps {
		for y := range turn.height {
			for x := range turn.width {
				d := int(turn.at[y*turn.width+x]/math.Pi*directions+0.5) % directions
				next.at[y*turn.width+x] = squash(convolve(now, k[d], x, y))
			}
		}
		now, next = next, now
	}
	return now
}

func convolve(f field, kernel []float32, x, y int) float32 {
	var sum float32
	for dy := -halfKernel; dy <= halfKernel; dy++ {
		row := y + dy
		if row < 0 || row >= f.height {
			continue
		}
		from, to := max(-halfKernel, -x), min(halfKernel, f.width-1-x)
		k := kernel[(dy+halfKernel)*kernelSide:]
		line := f.at[row*f.width+x+from:]
		for i := from; i <= to; i++ {
			sum += line[i-from] * k[i+halfKernel]
		}
	}
	return sum
}

func squash(v float32) float32 { return float32(math.Tanh(float64(v) * 0.6)) }

// Impression returns the next print that the finger leaves: turned by up to 8 degrees, moved, bent, worn and noisy.
func (f *Finger) Impression() Image {
	r := f.random
	spread := func(most float64) float64 { return most * (2*r.Float64() - 1) }
	angle, moveX, moveY := spread(8*math.Pi/180), spread(9), spread(9)
	bendX, bendY, phase := spread(1.6), spread(1.6), 2*math.Pi*r.Float64()
	pressure, noise := spread(0.25), 0.10+0.08*r.Float64()
	sin, cos := math.Sincos(angle)
	out := Image{Width, Height, make([]byte, Width*Height)}
	for y := range Height {
		for x := range Width {
			cx, cy := float64(x)-Width/2, float64(y)-Height/2
			sx := cos*cx - sin*cy + Width/2 + margin + moveX + bendX*math.Sin(2*math.Pi*cy/140+phase)
			sy := sin*cx + cos*cy + Height/2 + margin + moveY + bendY*math.Sin(2*math.Pi*cx/120+phase)
			v := f.ridges.sample(sx, sy) + pressure + noise*r.NormFloat64()
			edge := (cx*cx)/(0.235*Width*Width) + (cy*cy)/(0.235*Height*Height) // the finger is an oval on the glass
			if edge > 1 {
				v += 4 * (edge - 1)
			}
			out.Grey[y*Width+x] = byte(max(0, min(255, 128+v*105)))
		}
	}
	return out
}

// sample reads between pixels.
func (f field) sample(x, y float64) float64 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= f.width || y0+1 >= f.height {
		return 1
	}
	fx, fy := x-float64(x0), y-float64(y0)
	at := func(i, j int) float64 { return float64(f.at[j*f.width+i]) }
	return (at(x0, y0)*(1-fx)+at(x0+1, y0)*fx)*(1-fy) + (at(x0, y0+1)*(1-fx)+at(x0+1, y0+1)*fx)*fy
}
