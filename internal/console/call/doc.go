// Package call is the view-model of calling the supervisors (C24): this operator's calls, and the calls to this supervisor. Nothing in it
// is content.
package call
