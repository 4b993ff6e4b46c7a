package machine

import (
	"strings"
	"testing"
)

func TestSwaps(t *testing.T) {
	const title = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
	for table, want := range map[string]bool{
		"": false, title: false,
		title + "/dev/dm-1                               partition\t8388604\t\t0\t\t-2\n":  true,
		title + "/swapfile\t\t\t\tfile\t\t2097148\t\t0\t\t-2\n":                            true,
		title + "/dev/zram0                              partition\t4194300\t\t0\t\t100\n": false,
		title + "/dev/zram0 partition\t1\t0\t100\n/dev/sda2 partition\t1\t0\t-2\n":         true,
	} {
		if got := swaps(strings.NewReader(table)); got != want {
			t.Errorf("%q: %v", table, got)
		}
	}
}
