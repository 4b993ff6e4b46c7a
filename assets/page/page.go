// Package page embeds the declarant's page: the files that src/ and static/ are bundled into by build.mjs. They are served as
// they are, together with /config.json, which is made by whoever serves them:
//
//	{"authority": BASE64, "socket": "/v1/page", "languages": ["fr", "en"], "leave": "https://..."}
//
// authority is the public key that the page trusts (65 bytes), socket the address of the service's WebSocket, relative to
// the page or absolute; the deletion is posted to /v1/delete beside it. leave, optional, is the harmless site that the red button leads to
// (D2). The page is only as trustworthy as its host: README.md tells how to serve it from another one (B11).
package page

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed dist
var dist embed.FS

// FS returns the files of the page; index.html is the page itself. It is read-only and safe for concurrent use.
func FS() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // only for an invalid name
	}
	return files
}

// Policy returns the Content-Security-Policy header for the page. Its own origin is always allowed; connect lists what else
// it may connect to, for instance "wss://chat.example": some browsers do not count a WebSocket of the same host as 'self'.
func Policy(connect ...string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self'",
		strings.Join(append([]string{"connect-src 'self'"}, connect...), " "),
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	}, "; ")
}
