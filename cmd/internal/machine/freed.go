package machine

import (
	"os"
	"strings"
)

// Go's own settings are one variable, read when a program starts.
const (
	goSettings = "GODEBUG"
	overwrite  = "clobberfree"
)

// OverwriteFreed sees to it that what is freed is overwritten when it is collected: otherwise keys and texts that nothing refers to
// any more stay readable until their memory is used again. missing: the setting is there now, and counts after StartAgain. What was
// set by whoever started the program stays.
func OverwriteFreed() (missing bool) {
	own := os.Getenv(goSettings)
	for _, setting := range strings.Split(own, ",") {
		if name, _, _ := strings.Cut(setting, "="); name == overwrite {
			return false
		}
	}
	return os.Setenv(goSettings, strings.TrimPrefix(own+","+overwrite+"=1", ",")) == nil
}
