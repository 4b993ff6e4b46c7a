package doctrine

import (
	"cmp"
	"slices"
	"strings"
)

// minNameBytes and minDigits keep a single letter or digit from meaning half the country.
const (
	minNameBytes = 2
	minDigits    = 3
)

// Suggest returns at most MaxCandidates places that a text may mean: the commune of that name first, then those whose
// names begin so, the largest first; for three or more digits, the communes of the postcodes that begin so.
func (p *Places) Suggest(input string) []Place { return p.suggest(p.parse(input)) }

func (p *Places) suggest(q query) []Place {
	name := strings.Join(q.name, " ")
	var best ranking
	switch {
	case q.insee != "":
		if c := p.byINSEE[q.insee]; c != nil {
			best.add(c, false)
		}
	case q.postcode != "":
		best.addAll(p.byPostcode[q.postcode])
	case len(q.digits) >= minDigits:
		best.addAll(p.inPostcodes(q.digits))
	case len(name) >= minNameBytes:
		for _, n := range p.names().beginning(name) {
			if q.department == nil || q.department.has(n.commune) {
				best.add(n.commune, n.key == name)
			}
		}
	}
	if d := p.departmentNamed(q.name); d != nil && (q.department == nil || q.department == d) {
		return append([]Place{d.place()}, best.places(MaxCandidates-1)...)
	}
	return best.places(MaxCandidates)
}

// ranking keeps the best candidates, best first: who bears the name exactly, then the larger before the smaller, former
// communes last. The zero value is empty.
type ranking []ranked

type ranked struct {
	commune *commune
	exact   bool
}

func (a ranked) compare(b ranked) int {
	if a.exact != b.exact {
		if a.exact {
			return -1
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(b.commune.population, a.commune.population),
		strings.Compare(a.commune.name, b.commune.name), strings.Compare(a.commune.insee, b.commune.insee),
	)
}

// add puts a commune in its place, once.
func (r *ranking) add(c *commune, exact bool) {
	x := ranked{c, exact}
	if len(*r) == MaxCandidates && x.compare((*r)[MaxCandidates-1]) >= 0 {
		return
	}
	if i := slices.IndexFunc(*r, func(y ranked) bool { return y.commune == c }); i >= 0 {
		if !exact || (*r)[i].exact {
			return
		}
		*r = slices.Delete(*r, i, i+1)
	}
	i, _ := slices.BinarySearchFunc(*r, x, ranked.compare)
	*r = slices.Insert(*r, i, x)
	*r = (*r)[:min(len(*r), MaxCandidates)]
}

func (r *ranking) addAll(communes []*commune) {
	for _, c := range communes {
		r.add(c, false)
	}
}

// places returns the best n. Two with the same label are told apart by their postcodes.
func (r ranking) places(n int) []Place {
	r = r[:min(len(r), n)]
	out := make([]Place, len(r))
	seen := map[string]int{}
	for i, x := range r {
		out[i] = x.commune.place()
		seen[out[i].Label]++
	}
	for i, x := range r {
		if seen[out[i].Label] > 1 {
			out[i].Label = x.commune.name + " (" + x.commune.firstPostcode() + ")"
		}
	}
	return out
}
