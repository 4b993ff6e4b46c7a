package kit

import "math/bits"

// heights keeps the heights of a column of rows and answers "where does row i begin" and "which row is at y" in logarithmic
// time, also after single heights changed: a Fenwick tree. Sums are float64, so that a column of a hundred thousand rows still
// ends on the pixel.
type heights struct {
	rows []float32
	tree []float64 // tree[k] sums the k&-k rows that end at row k-1
}

// reset sets n heights.
func (h *heights) reset(n int, of func(int) float32) {
	h.rows = append(h.rows[:0], make([]float32, n)...)
	h.tree = append(h.tree[:0], make([]float64, n+1)...)
	for i := range n {
		h.rows[i] = of(i)
		h.tree[i+1] = float64(h.rows[i])
	}
	for k := 1; k <= n; k++ {
		if up := k + k&-k; up <= n {
			h.tree[up] += h.tree[k]
		}
	}
}

func (h *heights) set(i int, height float32) {
	delta := float64(height) - float64(h.rows[i])
	h.rows[i] = height
	for k := i + 1; k < len(h.tree); k += k & -k {
		h.tree[k] += delta
	}
}

// top is where row i begins; top(len(rows)) is the height of all.
func (h *heights) top(i int) float32 {
	sum := 0.0
	for k := i; k > 0; k &= k - 1 {
		sum += h.tree[k]
	}
	return float32(sum)
}

func (h *heights) total() float32 { return h.top(len(h.rows)) }

// at returns the row that covers y, the first for y before all, the last for y behind all, and -1 if there are no rows.
func (h *heights) at(y float32) int {
	n := len(h.rows)
	if n == 0 {
		return -1
	}
	pos, rest := 0, float64(y)
	for step := 1 << (bits.Len(uint(n)) - 1); step > 0; step >>= 1 {
		if next := pos + step; next <= n && h.tree[next] <= rest {
			pos, rest = next, rest-h.tree[next]
		}
	}
	return min(pos, n-1)
}
