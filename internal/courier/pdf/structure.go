package pdf

import (
	"fmt"
	"strings"
)

// element is a node of the structure that screen readers follow (ISO 32000-1, section 14.7).
type element struct {
	tag        string
	attributes string // an attribute dictionary, or ""
	kids       []kid
	self       reference
}

// kid is an element, or marked content on a page.
type kid struct {
	element *element
	page    int
	mark    int
}

func (e *element) add(tag, attributes string) *element {
	child := &element{tag: tag, attributes: attributes}
	e.kids = append(e.kids, kid{element: child})
	return child
}

// promise numbers the tree.
func (e *element) promise(w *writer) {
	e.self = w.promise()
	for _, k := range e.kids {
		if k.element != nil {
			k.element.promise(w)
		}
	}
}

// write writes the tree under a parent.
func (e *element) write(w *writer, parent reference, pages []*page) {
	var kids strings.Builder
	for _, k := range e.kids {
		if k.element != nil {
			fmt.Fprintf(&kids, "%s ", k.element.self)
			continue
		}
		fmt.Fprintf(&kids, "<</Type/MCR/Pg %s/MCID %d>> ", pages[k.page].self, k.mark)
	}
	w.keep(e.self, fmt.Sprintf("<</Type/StructElem/S/%s/P %s%s/K[%s]>>", e.tag, parent, e.attributes, strings.TrimSpace(kids.String())))
	for _, k := range e.kids {
		if k.element != nil {
			k.element.write(w, e.self, pages)
		}
	}
}

// parentTree says for each page to which elements its marked content belongs.
func parentTree(pages []*page) string {
	var b strings.Builder
	b.WriteString("<</Nums[")
	for i, p := range pages {
		fmt.Fprintf(&b, "%d[", i)
		for _, e := range p.marks {
			fmt.Fprintf(&b, "%s ", e.self)
		}
		b.WriteString("]")
	}
	b.WriteString("]>>")
	return b.String()
}
