package doctrine

// NodeKind tells what a Node is.
type NodeKind int

// The kinds of nodes. The zero value is no node at all.
const (
	Nothing NodeKind = iota
	Scalar           // a value
	List             // items without keys
	Map              // items with keys, which may repeat: that is for the checks to find
)

// Node is a part of a file with its line, as a Reader found it: the rules judge what it says and where, and know no file format.
type Node struct {
	Line  int    // counts from 1
	Key   string // of an item of a Map
	Kind  NodeKind
	Value string // of a Scalar: the words as written; true, null and 1 are words, too
	Items []Node
}

// Reader turns the text of a file into its root node, a Map. Problems say what it cannot read; the node is not used then.
type Reader func(text string) (Node, Problems)
