package doctrine

import (
	"maps"
	"slices"
	"strings"
)

// nameIndex finds communes by their folded names.
type nameIndex struct {
	exact     map[string][]*commune // by all words, and by all words but a leading article
	sorted    []named               // the same, in the order of the names
	postcodes []string              // in order

	departments map[string]*department // by name without a leading article
}

type named struct {
	key     string
	commune *commune
}

func (p *Places) indexNames() *nameIndex {
	x := &nameIndex{
		exact:     make(map[string][]*commune, len(p.communes)),
		sorted:    make([]named, 0, len(p.communes)+len(p.communes)/4),
		postcodes: slices.Sorted(maps.Keys(p.byPostcode)),

		departments: make(map[string]*department, len(p.departments)),
	}
	for _, d := range p.departments {
		x.departments[strings.Join(bare(fold(d.name)), " ")] = d
	}
	for i := range p.communes {
		c := &p.communes[i]
		words := fold(c.name)
		x.sorted = append(x.sorted, named{strings.Join(words, " "), c})
		if len(words) > 1 && articles[words[0]] {
			x.sorted = append(x.sorted, named{strings.Join(words[1:], " "), c})
		}
	}
	slices.SortFunc(x.sorted, func(a, b named) int { return strings.Compare(a.key, b.key) })
	for _, n := range x.sorted {
		x.exact[n.key] = append(x.exact[n.key], n.commune)
	}
	return x
}

// find returns the communes of that name, former ones included: those that bear it as typed, else those that bear it but
// for an article or an arrondissement.
func (x *nameIndex) find(words []string) []*commune {
	for _, variant := range [][]string{words, dropArrondissement(words)} {
		if found := x.exact[strings.Join(variant, " ")]; found != nil {
			return whole(found, variant)
		}
		if len(variant) > 1 && articles[variant[0]] {
			if found := x.exact[strings.Join(variant[1:], " ")]; found != nil {
				return found
			}
		}
	}
	return nil
}

// whole keeps those that bear the name with its article as typed, if there are any: "La Rochelle" is not "Rochelle".
func whole(found []*commune, words []string) []*commune {
	typed := strings.Join(words, " ")
	var out []*commune
	for _, c := range found {
		if strings.Join(fold(c.name), " ") == typed {
			out = append(out, c)
		}
	}
	if out == nil {
		return found
	}
	return out
}

// beginning returns the names that begin so, in order.
func (x *nameIndex) beginning(prefix string) []named {
	i, _ := slices.BinarySearchFunc(x.sorted, prefix, func(n named, s string) int { return strings.Compare(n.key, s) })
	end := i
	for end < len(x.sorted) && strings.HasPrefix(x.sorted[end].key, prefix) {
		end++
	}
	return x.sorted[i:end]
}

// inPostcodes returns the communes of today whose postcode begins so.
func (p *Places) inPostcodes(prefix string) []*commune {
	postcodes := p.names().postcodes
	i, _ := slices.BinarySearch(postcodes, prefix)
	var out []*commune
	for ; i < len(postcodes) && strings.HasPrefix(postcodes[i], prefix); i++ {
		out = append(out, p.byPostcode[postcodes[i]]...)
	}
	return out
}
